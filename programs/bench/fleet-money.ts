/**
 * What a month of a fleet costs, from what was measured: units of DynamoDB, calls and messages are counted, a run's time in Lambda is
 * assumed, since the models take none. AWS's list prices, without any free tier.
 */
import type { FleetFigures } from './fleet-figures.ts';

/** In dollars: us-east-1, arm64, on demand, November 2026. */
const PRICE = {
  readUnit: 0.125 / 1e6,
  writeUnit: 0.625 / 1e6,
  gigabyteSecond: 0.000_013_333_4,
  invocation: 0.2 / 1e6,
  sqsRequest: 0.4 / 1e6,
  secretRead: 5 / 1e6,
  s3Put: 5 / 1e6,
  logGigabyte: 0.5,
};

const TICKS = 144 * 30;
/** Of one certificate: four questions and a proof a day; and of 90 days, a renewal every 60. */
const RUNS = { question: 4 * 30, proof: 30, renewal: 0.5 };
/** Of a run with 1 GB, and of a tick with 0.25 GB beside what was measured. Assumed. */
const RUN_SECONDS = { question: 0.5, proof: 2.5, renewal: 30 };
const TICK_SECONDS = 0.3;
/** A lambda with 0.25 GB has a seventh of a processor. */
const SLOWER = 7;
/** Sent in tens, received, deleted. */
const SQS_REQUESTS = 2.1;
/** The files and pointers of a renewal, with a proof's conditional write. */
const S3_PUTS = { question: 0, proof: 1, renewal: 14 };
/** Some lines of a run. */
const LOG_BYTES = { question: 2_000, proof: 3_000, renewal: 20_000 };

export type Cost = { what: string; dollars: number };

export function monthOf({ certificates, plan, notify, probe, runs }: FleetFigures): Cost[] {
  const kinds = ['question', 'proof', 'renewal'] as const;
  const perRun = (of: (kind: (typeof kinds)[number]) => number) =>
    kinds.reduce((sum, kind) => sum + RUNS[kind] * certificates * of(kind), 0);
  const ticks = [plan, notify, probe];
  const perTick = (of: (tick: (typeof ticks)[number]) => number) =>
    TICKS * ticks.reduce((sum, tick) => sum + of(tick), 0);
  const all = perRun(() => 1);
  const tickSeconds = perTick(({ busyMs }) => TICK_SECONDS + (busyMs * SLOWER) / 1_000);
  return [
    {
      what: 'DynamoDB, runs',
      dollars: perRun((kind) => {
        const { readUnits = 0, writeUnits = 0 } = runs[kind] ?? {};
        return readUnits * PRICE.readUnit + writeUnits * PRICE.writeUnit;
      }),
    },
    {
      what: 'DynamoDB, ticks',
      dollars: perTick((tick) => tick.readUnits * PRICE.readUnit + tick.writeUnits * PRICE.writeUnit),
    },
    {
      what: 'Lambda, runs (assumed 0.5 s, 2.5 s, 30 s)',
      dollars: perRun((kind) => RUN_SECONDS[kind] * PRICE.gigabyteSecond + PRICE.invocation),
    },
    { what: 'Lambda, ticks', dollars: (tickSeconds / 4) * PRICE.gigabyteSecond },
    { what: 'SQS', dollars: all * SQS_REQUESTS * PRICE.sqsRequest },
    {
      what: 'Secrets Manager, reads of the token',
      dollars: perRun((kind) => (kind === 'question' ? 0 : PRICE.secretRead)),
    },
    { what: 'S3, writes', dollars: perRun((kind) => S3_PUTS[kind] * PRICE.s3Put) },
    { what: 'logs', dollars: (perRun((kind) => LOG_BYTES[kind]) / 1e9) * PRICE.logGigabyte },
  ];
}
