/**
 * A picture of a page as a PNG with a palette: a third of the bytes of what a browser writes. Of thousands of shades, most at the edges of
 * letters, 256 stay; each other one becomes the nearest of them. The same picture gives the same bytes.
 */
import { crc32, deflateSync, inflateSync } from 'node:zlib';

const SIGNATURE = 8;
const MOST_COLOURS = 256;
/** Colours that are nearer to one another share a place in the palette. */
const NEAR = 6;

type Colour = [number, number, number];

export function smallPng(png: Buffer): Buffer {
  const chunks = chunksOf(png);
  const header = Buffer.from(chunks.find(({ type }) => type === 'IHDR')?.data ?? []);
  const [width, height, depth, kind] = [header.readUInt32BE(0), header.readUInt32BE(4), header[8], header[9]];
  if (depth !== 8 || kind !== 2)
    throw new Error('This PNG is not of eight bits for each of red, green and blue.');
  const data = Buffer.concat(chunks.filter(({ type }) => type === 'IDAT').map((chunk) => chunk.data));
  const pixels = unfiltered(inflateSync(data), width * 3, height);
  const palette = paletteOf(pixels);
  header[9] = 3;
  return Buffer.concat([
    png.subarray(0, SIGNATURE),
    chunkOf('IHDR', header),
    chunkOf('PLTE', Buffer.from(palette.flat())),
    chunkOf('IDAT', deflateSync(indexed(pixels, palette, width, height), { level: 9 })),
    chunkOf('IEND', Buffer.alloc(0)),
  ]);
}

function chunksOf(png: Buffer): { type: string; data: Buffer }[] {
  const chunks = [];
  for (let at = SIGNATURE; at < png.length; ) {
    const length = png.readUInt32BE(at);
    chunks.push({
      type: png.toString('latin1', at + 4, at + 8),
      data: png.subarray(at + 8, at + 8 + length),
    });
    at += 12 + length;
  }
  return chunks;
}

function chunkOf(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

/** Each line has its own filter (PNG specification, §9). */
function unfiltered(raw: Buffer, stride: number, height: number): Buffer {
  // With a line of zeros above the first, and a pixel of zeros before each.
  const wide = stride + 3;
  const out = Buffer.alloc(wide * (height + 1));
  for (let y = 0; y < height; y++) {
    const guess = GUESSES[raw[y * (stride + 1)] ?? 0] ?? GUESSES[0];
    for (let x = 0; x < stride; x++) {
      const at = (y + 1) * wide + 3 + x;
      const [left = 0, above = 0, corner = 0] = [out[at - 3], out[at - wide], out[at - wide - 3]];
      out[at] = (raw[y * (stride + 1) + 1 + x] ?? 0) + (guess?.(left, above, corner) ?? 0);
    }
  }
  const lines = Array.from({ length: height }, (_, y) => out.subarray((y + 1) * wide + 3, (y + 2) * wide));
  return Buffer.concat(lines);
}

const GUESSES: readonly ((left: number, above: number, corner: number) => number)[] = [
  () => 0,
  (left) => left,
  (_, above) => above,
  (left, above) => (left + above) >> 1,
  paeth,
];

function paeth(left: number, above: number, corner: number): number {
  const guess = left + above - corner;
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - above), Math.abs(guess - corner)];
  if (a <= b && a <= c) return left;
  return b <= c ? above : corner;
}

/** The commonest first. */
function paletteOf(pixels: Buffer): Colour[] {
  const counts = new Map<number, number>();
  for (let at = 0; at < pixels.length; at += 3) {
    const colour = pixels.readUIntBE(at, 3);
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  const palette: Colour[] = [];
  for (const [packed] of [...counts].toSorted((a, b) => b[1] - a[1] || a[0] - b[0])) {
    const colour = colourOf(packed);
    if (palette.every((one) => distance(one, colour) >= NEAR)) palette.push(colour);
    if (palette.length === MOST_COLOURS) break;
  }
  return palette;
}

function indexed(pixels: Buffer, palette: readonly Colour[], width: number, height: number): Buffer {
  const known = new Map<number, number>();
  const indexOf = (packed: number): number => {
    const found = known.get(packed) ?? nearest(palette, colourOf(packed));
    known.set(packed, found);
    return found;
  };
  const out = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      out[y * (width + 1) + 1 + x] = indexOf(pixels.readUIntBE((y * width + x) * 3, 3));
    }
  }
  return out;
}

function nearest(palette: readonly Colour[], colour: Colour): number {
  const distances = palette.map((one) => distance(one, colour));
  return distances.indexOf(Math.min(...distances));
}

function colourOf(packed: number): Colour {
  return [packed >> 16, (packed >> 8) & 255, packed & 255];
}

function distance([r, g, b]: Colour, [R, G, B]: Colour): number {
  return Math.hypot(r - R, g - G, b - B);
}
