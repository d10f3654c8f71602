/**
 * What `init` has to know: from options, or asked for at the terminal, each answer judged by the rules of the configuration as soon
 * as it is given. It reaches nobody.
 */
import { validateConfig } from '../../functions/engine/config/validate.ts';
import { asRenewerError, RenewerError } from '../../functions/engine/errors.ts';
import type { Questions } from '../questions.ts';
import { authorityOf, termsOf } from './authority.ts';

export type Answers = {
  /** Canonical. */
  domainNames: string[];
  alertEmail: string;
  /** The URL of the CA's directory. */
  directoryUrl: string;
  /** The first is the stack's. @default - whatever cdk finds */
  regions: string[];
  /** Lines for a stack of their own, in place of a folder. */
  isOwnStack: boolean;
};

/** As given by options; what is undefined is not known yet. */
export type Given = {
  /** The URL of the CA's directory. */
  directory: string;
  domain?: string[] | undefined;
  email?: string | undefined;
  region?: string[] | undefined;
  ownStack?: boolean | undefined;
  acceptTos?: boolean | undefined;
};

/** The options without which nothing can be written. */
export function missingOptions({ directory, domain, email, acceptTos }: Given): string[] {
  return [
    ...(domain ? [] : ['--domain']),
    ...(email === undefined ? ['--email'] : []),
    ...(acceptTos
      ? []
      : [`--accept-tos (${authorityOf(directory).name}’s terms of service: ${termsOf(directory)})`]),
  ];
}

/** Without questions. @throws RenewerError `config-invalid` with every fault, by its option. */
export function answersOf(given: Given): Answers {
  const { directory, region = [], ownStack = false } = given;
  const { alertEmail, certificates } = checked(given);
  const domainNames = certificates[0]?.domainNames ?? [];
  return { domainNames, alertEmail, directoryUrl: directory, regions: region, isOwnStack: ownStack };
}

function checked({ directory, domain = [], email = '', region = [] }: Given) {
  const certificate = { domainNames: domain, ...(region.length > 0 && { regions: region }) };
  const config = {
    alertEmail: email,
    termsOfServiceAgreed: true,
    certificateAuthority: directory,
    certificates: { certificate },
  };
  try {
    return validateConfig(config, 'What was given');
  } catch (thrown) {
    const faults = faultLines(thrown).map((line) => OPTIONS.reduce(withOption, line));
    const count = faults.length === 1 ? 'one fault' : `${faults.length} faults`;
    throw new RenewerError({
      code: 'config-invalid',
      disposition: 'person',
      message: `Nothing was written: what was given has ${count}.\n${faults.map((fault) => `  ${fault}`).join('\n')}`,
    });
  }
}

type OptionOfPath = { option: string; path: RegExp };

/** Whoever typed options knows no paths of the configuration. */
const OPTIONS: readonly OptionOfPath[] = [
  { option: '--email', path: /^alertEmail(?=:)/ },
  { option: '--domain', path: /^certificates\.certificate\.domainNames(\[\d+\])?(?=:)/ },
  { option: '--region', path: /^certificates\.certificate\.regions(\[\d+\])?(?=:)/ },
];

function withOption(line: string, { option, path }: OptionOfPath): string {
  return line.replace(path, option);
}

function faultLines(thrown: unknown): string[] {
  const [, ...faults] = asRenewerError(thrown).message.split('\n');
  return faults.map((line) => line.trim());
}

/**
 * Undefined without agreement to the terms. @param knownRegion the one that the AWS CLI would take.
 * @throws RenewerError `interrupted` when a question got no answer.
 */
export async function askAnswers(
  given: Given,
  knownRegion: string | undefined,
  questions: Questions,
  tell: (line: string) => void,
): Promise<Answers | undefined> {
  let known = { ...given };
  for (const { isKnown, question, answerOf } of stepsFor(given, knownRegion)) {
    if (!isKnown)
      known = { ...known, ...(await askUntilRight(question, answerOf, given.directory, questions, tell)) };
  }
  if (!known.acceptTos) {
    const agreed = await questions.ask(termsQuestion(given.directory));
    if (!/^y(es)?$/i.test(agreed)) return undefined;
  }
  return answersOf(known);
}

function termsQuestion(directoryUrl: string): string {
  const terms = termsOf(directoryUrl);
  const where = terms.startsWith('https:') ? `at ${terms}` : terms;
  return `${authorityOf(directoryUrl).name}’s terms of service are ${where}.\nDo you agree to them? [y/N] `;
}

/** What an answer gives, or what is wrong with it. */
type AnswerOf = (text: string) => Answer | string;

type Answer = Omit<Given, 'directory'>;

type Step = { isKnown: boolean; question: string; answerOf: AnswerOf };

function stepsFor({ domain, email, ownStack, region }: Given, knownRegion: string | undefined): Step[] {
  const byDefault = knownRegion ? ` [${knownRegion}]` : '';
  return [
    {
      isKnown: domain !== undefined,
      question: 'Domain names of the certificate, with blanks between: ',
      answerOf: (text) => ({ domain: wordsIn(text) }),
    },
    {
      isKnown: email !== undefined,
      question: 'Who gets a mail when it needs somebody: ',
      answerOf: (text) => ({ email: text }),
    },
    {
      isKnown: ownStack !== undefined,
      question: 'An app of its own (1), or lines for a CDK stack that you have (2) [1]: ',
      answerOf: (text) => (/^[12]?$/.test(text) ? { ownStack: text === '2' } : '  Give 1 or 2.'),
    },
    {
      isKnown: region !== undefined,
      question: `AWS region of the stack, then others whose ACM gets it${byDefault}: `,
      answerOf: (text) => ({ region: text === '' && knownRegion ? [knownRegion] : wordsIn(text) }),
    },
  ];
}

async function askUntilRight(
  question: string,
  answerOf: AnswerOf,
  directory: string,
  questions: Questions,
  tell: (line: string) => void,
): Promise<Answer> {
  for (;;) {
    const answer = answerOf(await questions.ask(question));
    if (typeof answer === 'string') {
      tell(answer);
      continue;
    }
    const fault = faultOf({ directory, ...answer });
    if (fault === undefined) return answer;
    tell(fault);
  }
}

/** Stand in for what is not known yet. */
const FAULTLESS: Answer = { domain: ['example.com'], email: 'ops@example.com' };

function faultOf(answer: Given): string | undefined {
  try {
    answersOf({ ...FAULTLESS, ...answer });
    return undefined;
  } catch (thrown) {
    // The question before it says which one is meant.
    return faultLines(thrown)
      .map((line) => `  ${line.replace(/^--\w+: /, '')}`)
      .join('\n');
  }
}

function wordsIn(text: string): string[] {
  return text.split(/[\s,]+/).filter((word) => word !== '');
}
