/** Every error, as each of its readers gets it: nobody is told of what is not there for him. */
import { beforeAll, describe, expect, it } from 'vitest';
import { type RenewerError, toldTo } from '../../../functions/engine/errors.ts';
import { errorOf, siteOf } from './error-sites.ts';
import { TEXTS } from './texts/all.ts';

/** Where errors are made that only a deployed renewer, a deployment or a command at one reports. */
const OF_AWS =
  /^(cli\/(renew|renewer|status|revoke|remove|pull|adopt|alert|logs)|functions\/(aws|declare|engine\/(config|declare|install|notify|probe|readiness|renewal|revocation|token))|infra)\//;
const OF_THE_COMMAND = /^(cli|functions\/files|functions\/engine\/config\/verified-tls)/;

/** There is no secret, no schedule, no stack and no live certificate where a command was typed. */
const NOT_FOR_CALLERS =
  /token secret|stored certificate|live certificate|stays live|what is live|next check|by itself|next run|A run after|schedule tick|deploy|this function|the configuration|renewer\.config/i;

/** A function has no options, no variables that anybody sets, and no files. */
const NOT_FOR_OPERATORS =
  /command line|the command:|for the command|DNSCALE_[A-Z]|NODE_EXTRA|token\.txt|token file|--resolver|--server|--out\b/;

describe('an error', () => {
  const seen: { when: string; site: string; error: RenewerError }[] = [];

  beforeAll(async () => {
    for (const [when, bringAbout] of TEXTS) {
      const error = await errorOf(bringAbout);
      seen.push({ when, site: siteOf(error), error });
    }
  });

  it('tells who has typed a command of nothing that only a deployed renewer has', () => {
    const told = seen
      .filter(({ site }) => !OF_AWS.test(site))
      .map(({ when, site, error }) => ({ when, site, text: toldTo('caller', error) }));

    expect(told.length).toBeGreaterThan(100);
    expect(told.filter(({ text }) => NOT_FOR_CALLERS.test(text))).toEqual([]);
  });

  it('tells who operates a deployed renewer of nothing that only a command has', () => {
    const told = seen
      .filter(({ site }) => !OF_THE_COMMAND.test(site))
      .map(({ when, site, error }) => ({ when, site, text: toldTo('operator', error) }));

    expect(told.length).toBeGreaterThan(100);
    expect(told.filter(({ text }) => NOT_FOR_OPERATORS.test(text))).toEqual([]);
  });
});
