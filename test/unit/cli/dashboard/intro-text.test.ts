import { describe, expect, it } from 'vitest';
import { introText } from '../../../../cli/dashboard/intro-text.ts';

const PLACE = { port: 54321, url: `http://127.0.0.1:54321/?token=${'A'.repeat(43)}` };

describe('introText', () => {
  it('says what is shown, the address, and how it ends, in six lines', () => {
    expect(introText({ ...PLACE, opened: 'opened' })).toBe(
      `The certificates of your renewers, for this machine alone:

  http://127.0.0.1:54321/?token=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA

It is in your browser.
Ctrl-C ends it.`,
    );
  });

  it('names the renewer, or the recording', () => {
    expect(introText({ ...PLACE, renewer: 'Shop', opened: 'by-hand' })).toMatch(
      /^The certificates of Shop, for this machine alone:\n[\s\S]*\nOpen the whole address in a browser\.\n/,
    );
    expect(introText({ ...PLACE, demo: true, opened: 'by-hand' })).toMatch(
      /^A recorded fleet, without AWS, for/,
    );
  });

  it('says how to reach it where the person came by SSH', () => {
    expect(introText({ ...PLACE, opened: 'over-ssh' })).toContain(
      '\nFrom your own machine:  ssh -L 54321:127.0.0.1:54321 <this host>\n',
    );
  });
});
