/**
 * What `init` has to know: from options, or asked for at the terminal, each answer judged by the rules of the configuration as soon
 * as it is given. It reaches nobody.
 */
import { directoryUrlOf } from '../../functions/engine/config/defaults.ts';
import { validateConfig } from '../../functions/engine/config/validate.ts';
import { asRenewerError } from '../../functions/engine/errors.ts';
import type { Questions } from '../questions.ts';

export type Answers = {
  /** Canonical. */
  domainNames: string[];
  alertEmail: string;
  /** The first is the stack's. @default - whatever cdk finds */
  regions: string[];
  /** Lines for a stack of their own, in place of a folder. */
  isOwnStack: boolean;
};

/** As given by options; what is undefined is not known yet. */
export type Given = {
  domain?: string[] | undefined;
  email?: string | undefined;
  region?: string[] | undefined;
  ownStack?: boolean | undefined;
  acceptTos?: boolean | undefined;
};

export const DIRECTORY_URL = directoryUrlOf('letsencrypt');

const TERMS = 'https://letsencrypt.org/repository';

/** The options without which nothing can be written. */
export function missingOptions({ domain, email, acceptTos }: Given): string[] {
  return [
    ...(domain ? [] : ['--domain']),
    ...(email === undefined ? ['--email'] : []),
    ...(acceptTos ? [] : [`--accept-tos (Let’s Encrypt’s terms of service: ${TERMS})`]),
  ];
}

/** Without questions. @throws RenewerError `config-invalid` with every fault. */
export function answersOf({ domain = [], email = '', region = [], ownStack = false }: Given): Answers {
  const certificateName = 'certificate';
  const { alertEmail, certificates } = validateConfig(
    {
      alertEmail: email,
      termsOfServiceAgreed: true,
      certificates: {
        [certificateName]: { domainNames: domain, ...(region.length > 0 && { regions: region }) },
      },
    },
    'What was given',
  );
  const domainNames = certificates[0]?.domainNames ?? [];
  return { domainNames, alertEmail, regions: region, isOwnStack: ownStack };
}

/** Undefined when a question got no answer, or no agreement. @param knownRegion the one that the AWS CLI would take. */
export async function askAnswers(
  given: Given,
  knownRegion: string | undefined,
  questions: Questions,
  tell: (line: string) => void,
): Promise<Answers | undefined> {
  const ask = async (question: string, answerOf: (text: string) => Given): Promise<Given | undefined> => {
    for (;;) {
      const text = await questions.ask(question);
      if (text === undefined) return undefined;
      const answer = answerOf(text);
      const fault = faultOf(answer);
      if (fault === undefined) return answer;
      tell(fault);
    }
  };
  let known = { ...given };
  const regionQuestion = `AWS region of the stack, then others whose ACM gets the certificate${knownRegion ? ` [${knownRegion}]` : ''}: `;
  const steps: [isKnown: boolean, question: string, answerOf: (text: string) => Given][] = [
    [
      known.domain !== undefined,
      'Domain names of the certificate, with blanks between: ',
      (text) => ({ domain: wordsIn(text) }),
    ],
    [known.email !== undefined, 'Who gets a mail when it needs somebody: ', (text) => ({ email: text })],
    [
      known.ownStack !== undefined,
      'An app of its own (1), or lines for a CDK stack that you have (2) [1]: ',
      (text) => ({ ownStack: text === '2' }),
    ],
    [
      known.region !== undefined,
      regionQuestion,
      (text) => ({ region: text === '' && knownRegion ? [knownRegion] : wordsIn(text) }),
    ],
  ];
  for (const [isKnown, question, answerOf] of steps) {
    const answer = isKnown ? {} : await ask(question, answerOf);
    if (answer === undefined) return undefined;
    known = { ...known, ...answer };
  }
  if (!known.acceptTos) {
    const agreed = await questions.ask(
      `Let’s Encrypt’s terms of service are at ${TERMS}. Do you agree to them? [y/N] `,
    );
    if (!/^y(es)?$/i.test(agreed ?? '')) return undefined;
  }
  return answersOf(known);
}

/** Stand in for what is not known yet. */
const FAULTLESS: Given = { domain: ['example.com'], email: 'ops@example.com' };

function faultOf(answer: Given): string | undefined {
  try {
    answersOf({ ...FAULTLESS, ...answer });
    return undefined;
  } catch (thrown) {
    const [, ...faults] = asRenewerError(thrown).message.split('\n');
    return faults.join('\n');
  }
}

function wordsIn(text: string): string[] {
  return text.split(/[\s,]+/).filter((word) => word !== '');
}
