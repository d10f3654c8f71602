/**
 * Findings that have one cause, together: thirty names under one CAA record are one thing to mend. Two have one cause when the
 * same check says the same of them, but for the name itself. Pure.
 */
import type { Finding } from '../../functions/engine/preflight/findings.ts';

/** The first of its findings, and the subjects of all. */
export type Cause = Finding & {
  subjects: string[];
  /** Each of the others has its own name in this text. */
  differs: { message: boolean; fix: boolean };
};

/** In the order in which they came. */
export function oneForEachCause(findings: readonly Finding[]): Cause[] {
  const verbatim = Map.groupBy(findings, (finding) => keyOf(finding, (text) => text));
  const isShared = (key: string) => {
    const subjects = (verbatim.get(key) ?? []).map(({ subject }) => bare(subject));
    return new Set(subjects).size > 1;
  };
  const groups = Map.groupBy(findings, (finding) => {
    const key = keyOf(finding, (text) => text);
    return isShared(key) ? key : keyOf(finding, (text) => nameless(text, finding));
  });
  return [...groups.values()].flatMap(causeOf);
}

function causeOf(group: readonly Finding[]): Cause[] {
  const [first] = group;
  if (first === undefined) return [];
  const subjects = [...new Set(group.map(({ subject }) => subject))];
  const messages = new Set(group.map(({ message }) => message));
  const fixes = new Set(group.flatMap(({ fix }) => fix ?? []));
  const [fix] = fixes;
  const differs = { message: messages.size > 1, fix: fixes.size > 1 };
  return [{ ...first, ...(fix !== undefined && { fix }), subjects, differs }];
}

/** What is good needs nobody: a hint beside it makes no other cause. */
function keyOf({ check, verdict, message, fix = '' }: Finding, shown: (text: string) => string): string {
  return JSON.stringify([check, verdict, shown(message), verdict === 'ok' || shown(fix)]);
}

/** Without the finding's own name, with whatever stands before it: its wildcard, or its challenge name. */
function nameless(text: string, { subject }: Finding): string {
  const base = bare(subject);
  return text.replace(/[\w*.-]*\w/g, (word) => (bare(word) === base ? '' : word));
}

function bare(name: string): string {
  return name.replace(/^(?:\*|_acme-challenge)\./, '');
}
