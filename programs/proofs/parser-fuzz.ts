/**
 * The fuzz run over every parser of foreign text (foreign-parsers.ts). Each input has to end in a value or in a typed error,
 * and text that is four times as long may not take much more than four times as long.
 */
import fc from 'fast-check';
import { RenewerError } from '../../functions/engine/errors.ts';
import type { ForeignParser } from './foreign-parser.ts';
import { FOREIGN_PARSERS } from './foreign-parsers.ts';
import { growingText, grown } from './foreign-text.ts';

export type FuzzOptions = {
  /** For each parser. */
  inputs: number;
  seed: number;
  parsers?: readonly ForeignParser[];
};

export type FuzzedParser = {
  name: string;
  inputs: number;
  /** Of text that grows; 0 for a parser that gets no text. */
  growing: number;
  /** Of the longest ones. */
  slowestNsPerByte: number;
  /** One line for each promise that does not hold, with the smallest input that was found. */
  broken: string[];
};

/** One in so many inputs is long. */
const GROWING_SHARE = 10;
const LONG = 64 * 1024;
/** 0.3 µs a byte: quadratic time is a hundred times more. Below it nothing is compared, as the machine's noise is larger. */
const SUSPICIOUS_MS = 20;
/** What takes so long for 64 KiB is compared with a quarter of that instead of four times that. */
const SLOW_MS = 200;
/** For text that is four times as long. Linear is 4, quadratic is 16. */
const MOST_TIMES_LONGER = 10;
/** What is slow is measured well by a few; a short time may double while the machine does other work. */
const MEASUREMENTS_OF_SLOW = 3;
const MEASUREMENTS = 15;

export async function fuzzParsers({
  inputs,
  seed,
  parsers = FOREIGN_PARSERS,
}: FuzzOptions): Promise<FuzzedParser[]> {
  const fuzzed: FuzzedParser[] = [];
  // One after the other: times are measured.
  for (const parser of parsers) {
    const growing = parser.readText ? Math.ceil(inputs / GROWING_SHARE) : 0;
    const outcome = await fuzzOutcomes(parser, { inputs: inputs - growing, seed });
    const times = await fuzzTimes(parser, { inputs: growing, seed });
    fuzzed.push({
      name: parser.name,
      inputs,
      growing,
      slowestNsPerByte: times.slowestNsPerByte,
      broken: [...outcome, ...times.broken],
    });
  }
  return fuzzed;
}

type Part = { inputs: number; seed: number };

async function fuzzOutcomes(parser: ForeignParser, { inputs, seed }: Part): Promise<string[]> {
  const property = fc.asyncProperty(parser.inputs, async (input) => expectTyped(() => parser.read(input)));
  const { failed, counterexample, errorInstance } = await fc.check(property, { numRuns: inputs, seed });
  return failed ? [`${String(errorInstance)}: ${shown(counterexample?.[0])}`] : [];
}

async function fuzzTimes(parser: ForeignParser, { inputs, seed }: Part) {
  const { readText, samples = [] } = parser;
  const broken: string[] = [];
  let slowestMs = 0;
  if (!readText) return { broken, slowestNsPerByte: 0 };
  for (const growing of fc.sample(growingText(samples), { numRuns: inputs, seed })) {
    const take = (length: number) => timeOf(() => readText(grown(growing, length)));
    try {
      const ms = await take(LONG);
      slowestMs = Math.max(slowestMs, ms);
      if (ms > SUSPICIOUS_MS && (await timesLonger(take, ms)) > MOST_TIMES_LONGER) {
        broken.push(
          `time grows faster than the text: ${shown(growing)} takes ${Math.round(ms)} ms for 64 KiB`,
        );
      }
    } catch (thrown) {
      broken.push(`${String(thrown)}: ${shown(growing)}`);
    }
    if (broken.length > MOST_SHOWN) break;
  }
  return { broken, slowestNsPerByte: Math.round((slowestMs * 1e6) / LONG) };
}

const MOST_SHOWN = 3;

/** The least of each, since other work only ever adds time. */
async function timesLonger(take: (length: number) => Promise<number>, ms: number): Promise<number> {
  const length = ms > SLOW_MS ? LONG / 4 : LONG;
  let [short, long] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let i = 0; i < (ms > SLOW_MS ? MEASUREMENTS_OF_SLOW : MEASUREMENTS); i += 1) {
    short = Math.min(short, await take(length));
    long = Math.min(long, await take(4 * length));
    if (long <= MOST_TIMES_LONGER * short) break;
  }
  return long / Math.max(short, 0.1);
}

/** Of this thread's processor time, which other work on the machine does not take. */
async function timeOf(read: () => unknown): Promise<number> {
  const before = process.threadCpuUsage();
  await expectTyped(read);
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1_000;
}

/** Parsers give a value or throw a RenewerError that names what is wrong. */
async function expectTyped(read: () => unknown): Promise<void> {
  try {
    await read();
  } catch (thrown) {
    if (thrown instanceof RenewerError && thrown.code !== 'unexpected') return;
    throw new Error(
      `throws ${thrown instanceof Error ? `${thrown.name} (${thrown.message})` : String(thrown)}`,
    );
  }
}

function shown(input: unknown): string {
  return (JSON.stringify(Buffer.isBuffer(input) ? input.toString('hex') : input) ?? 'undefined').slice(
    0,
    300,
  );
}

export function parserPage(fuzzed: readonly FuzzedParser[], seed: number): string[] {
  const rows = fuzzed.map(
    ({ name, inputs, growing, slowestNsPerByte, broken }) =>
      `${name.padEnd(40)} ${String(inputs).padStart(7)} ${String(growing).padStart(7)} ${String(slowestNsPerByte).padStart(9)}  ${broken.length === 0 ? 'ok' : 'BROKEN'}`,
  );
  const faults = fuzzed.flatMap(({ name, broken }) => broken.map((line) => `${name}: ${line}`));
  return [`${'parser'.padEnd(40)}  inputs    long   ns/byte  (seed ${seed})`, ...rows, ...faults];
}
