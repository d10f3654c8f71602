/** A script for proxies, made of rules that a test sets and removes while its world runs. */
import { type Act, answerAct, type PlainAnswer, type Script } from './acts.ts';

export type FaultRule = {
  /** Tested against the request's name: `acm:ImportCertificate first`, `s3:PutObject archive privkey.pem`. */
  operation: RegExp;
  /** How many requests are hit. @default every one until clear() */
  times?: number;
  answer: PlainAnswer;
};

export type FaultRules = {
  script: Script;
  /** The first rule that applies wins. */
  add(rule: FaultRule): void;
  clear(): void;
  /** How many requests were hit since the last clear(). */
  hits(): number;
};

export function createFaultRules(): FaultRules {
  let rules: Required<FaultRule>[] = [];
  let hits = 0;
  return {
    script: ({ operation }): Act | undefined => {
      const rule = rules.find((candidate) => candidate.times > 0 && candidate.operation.test(operation));
      if (!rule) return undefined;
      rule.times -= 1;
      hits += 1;
      return answerAct(rule.answer);
    },
    add: (rule) => void rules.push({ times: Number.POSITIVE_INFINITY, ...rule }),
    clear: () => {
      rules = [];
      hits = 0;
    },
    hits: () => hits,
  };
}
