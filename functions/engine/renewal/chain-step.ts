/**
 * One step on the way of a certificate, from its definition to where it is served: how it stands, what was seen there, and when.
 * Types, and how a failure marks a step. Pure.
 */
import { type ErrorCode, factsOf } from '../errors.ts';
import type { RunStep } from '../ports/events.ts';
import type { Failure } from './state.ts';

export type ChainStep = {
  step: 'definition' | 'readiness' | 'order' | 'name' | 'certificate' | 'store' | 'target' | 'probe';
  /** Which of several: a domain name, a region (or `Secrets Manager`), a place. @default - there is one such step */
  of?: string | undefined;
  /** `open`: it is to come, or nobody has asked for it. */
  is: 'done' | 'running' | 'open' | 'warning' | 'failed';
  /** What was seen, in a sentence or less. */
  saw: string;
  /** Of what failed. */
  code?: ErrorCode | undefined;
  /** When it was seen. @default - nobody has written that down */
  at?: Date | undefined;
};

/** Where the steps of a run stand in the chain. */
const STEPS: Record<RunStep, ChainStep['step']> = {
  gather: 'definition',
  decide: 'definition',
  preflight: 'readiness',
  readiness: 'readiness',
  reinstall: 'store',
  resume: 'order',
  createKey: 'order',
  newOrder: 'order',
  cleanUp: 'name',
  present: 'name',
  waitForPropagation: 'name',
  validate: 'name',
  finalize: 'certificate',
  revoke: 'certificate',
  store: 'store',
  install: 'target',
};

/** The failure, where it is this step's. A run of a later release may fail in a step that we do not know. */
export function failedAt(step: ChainStep['step'], failure: Failure | undefined): Failure | undefined {
  if (!failure) return undefined;
  const known: Readonly<Record<string, ChainStep['step']>> = STEPS;
  const at = Object.hasOwn(known, failure.step) ? known[failure.step] : 'definition';
  return at === step ? failure : undefined;
}

export function failedStep({ code, message, advice, at }: Failure): Omit<ChainStep, 'step'> {
  return { is: 'failed', saw: factsOf({ message, advice }), code, at };
}
