/**
 * What stands in the recorded fleet for values that no packing makes small, or that go with the time: cli/dashboard/demo/fleet.ts
 * puts in what they stand for. An instant is the number of minutes since the recording.
 */
/** All times in the recording are counted from here. */
const RECORDED_AT = new Date('2026-11-27T14:25:00Z');

export const HOUR = 60;
export const DAY = 24 * HOUR;

export function at(minutes: number): Date {
  return new Date(RECORDED_AT.getTime() + Math.round(minutes) * 60_000);
}

export function minutesOf(instant: Date): number {
  return Math.round((instant.getTime() - RECORDED_AT.getTime()) / 60_000);
}

/** Digits that look like chance and are the same each time. */
export function hex(digits: number, seed: string): string {
  return `{x${digits}:${seed}}`;
}

function uuid(seed: string): string {
  return `{u:${seed}}`;
}

/** As the archive names a version that was begun then. */
export function versionName(minutes: number, seed: string): string {
  return `{v${Math.round(minutes)}:${seed}}`;
}

/** An instant in a text. */
export function timeToken(minutes: number): string {
  return `{t${Math.round(minutes)}:}`;
}

/** Times in the text of an error. */
export function withTimes(text: string, minutes: number): string {
  return text.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, timeToken(minutes));
}

/** A day in the words of a step: the same day as `instant`. */
export function withDates(text: string, instant: Date): string {
  return text.replace(/\d{4}-\d\d-\d\d/, `{d${minutesOf(instant)}:}`);
}

export function secretArn(name: string): string {
  return `arn:aws:secretsmanager:eu-central-1:111122223333:secret:DnscaleCerts/certificates/${name}-${hex(6, name)}`;
}

export function certificateArn(region: string, name: string): string {
  return `arn:aws:acm:${region}:111122223333:certificate/${uuid(region + name)}`;
}

/** One of eight numbers from `least` to `most`, the same for the same seed: more of them would not pack well. */
export function chosen(seed: string, least: number, most: number): number {
  let sum = 7;
  for (const character of seed) sum = (sum * 31 + character.charCodeAt(0)) % 1_000_003;
  return Math.round(least + ((sum % 8) * (most - least)) / 7);
}

/** The recording as text: each certificate on a line. */
export function textOf(renewer: object, certificates: readonly object[]): string {
  const lines = certificates.map((record) => JSON.stringify(record, instantsAsMinutes));
  const head = JSON.stringify(renewer, instantsAsMinutes).slice(0, -1);
  return `${head},"certificates":[\n${lines.join(',\n')}\n]}\n`;
}

/** `JSON.stringify` has made texts of dates already when it asks. */
function instantsAsMinutes(this: Record<string, unknown>, key: string, value: unknown): unknown {
  const given = this[key];
  return given instanceof Date ? `@${minutesOf(given)}` : value;
}
