/** Values that look like chance and are the same for the same seed. Pure. */
import { createHash } from 'node:crypto';

export function hex(digits: number, seed: string): string {
  return createHash('sha256').update(seed).digest('hex').slice(0, digits);
}

export function uuid(seed: string): string {
  return hex(32, seed).replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-4$3-8$4-$5');
}

/** A whole number from `least` to `most`. */
export function chosen(seed: string, least: number, most: number): number {
  return least + (Number.parseInt(hex(8, seed), 16) % (most - least + 1));
}
