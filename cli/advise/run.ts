/** Takes names and uses from the options or asks for them, and shows the advice. It decides nothing and reaches nobody. */
import { doubtfulNames } from '../../functions/engine/config/certifiable-names.ts';
import { directoryUrlOf } from '../../functions/engine/config/defaults.ts';
import { checkDomainNames } from '../../functions/engine/dns/name-set.ts';
import { RenewerError } from '../../functions/engine/errors.ts';
import { pageOf } from '../page.ts';
import { nobodyToAsk, openQuestions, type Questions, type Streams } from '../questions.ts';
import { adviceFor } from './advice.ts';
import { adviceJson } from './advice-json.ts';
import { adviceText } from './advice-text.ts';
import { parseUses, USE_NAMES, USES, type UseName } from './uses.ts';

export type AdviseOptions = { domain?: string[]; for?: UseName[]; json?: true };

/** @returns the exit code. @throws RenewerError `config-invalid` for names that no CA certifies, and for what is missing. */
export async function runAdvise(options: AdviseOptions, { stdin, stdout, stderr }: Streams): Promise<number> {
  const missing = [
    ...(options.domain ? [] : ['--domain']),
    ...(options.for ? [] : [`--for (${USE_NAMES.join(', ')})`]),
  ];
  if (missing.length > 0 && !stdin.isTTY) throw nobodyToAsk('There is no advice', missing.join(', '));
  const wanted = await wantedOf(options, () => openQuestions(stdin, stderr));
  const advice = adviceFor(wanted.domainNames, wanted.uses);
  stdout.write(options.json ? `${JSON.stringify(adviceJson(advice))}\n` : adviceText(advice, pageOf(stdout)));
  return 0;
}

type Wanted = { domainNames: string[]; uses: UseName[] };

async function wantedOf(given: AdviseOptions, open: () => Questions): Promise<Wanted> {
  if (given.domain && given.for) return { domainNames: certifiable(given.domain), uses: given.for };
  const questions = open();
  try {
    const names = given.domain ?? (await questions.ask(DOMAIN_QUESTION)).split(/[\s,]+/);
    const domainNames = certifiable(names.filter((name) => name !== ''));
    const uses = given.for ?? (await askUses(questions));
    return { domainNames, uses };
  } finally {
    questions.close();
  }
}

const DOMAIN_QUESTION = 'Domain names, with blanks between (as example.com *.example.com): ';

/** Until the answer is one. */
async function askUses(questions: Questions): Promise<UseName[]> {
  const list = USE_NAMES.map((use, place) => `  ${String(place + 1).padStart(2)}  ${USES[use].words}\n`);
  let question = `What is the certificate for?\n${list.join('')}Numbers, with blanks between: `;
  for (;;) {
    const uses = parseUses(await questions.ask(question));
    if (uses !== undefined) return uses;
    question = `One or more numbers from 1 to ${USE_NAMES.length}: `;
  }
}

function certifiable(given: readonly string[]): string[] {
  const checked = checkDomainNames([...given]);
  if ('faults' in checked) throw refused(checked.faults.map(({ fault }) => fault));
  const doubts = doubtfulNames(checked.names, directoryUrlOf('letsencrypt'));
  const refusals = doubts.filter(({ isFault }) => isFault);
  if (refusals.length > 0) throw refused(refusals.map(({ words, fix }) => `${words}. ${fix}`));
  return checked.names;
}

function refused(faults: readonly string[]): RenewerError {
  return new RenewerError({
    code: 'config-invalid',
    disposition: 'person',
    message: `No public certificate has these names: ${faults.join('; ').replace(/\.$/, '')}.`,
  });
}
