/** The pictures of README.md: each is what its recording draws today, and shows nothing of the machine that recorded it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PICTURES } from '../../../../programs/pictures/all-pictures.ts';
import { drawTerminal } from '../../../../programs/pictures/draw-terminal.ts';
import { readRowSpans } from '../../../../programs/pictures/frames.ts';

const read = (path: string) => readFileSync(join(import.meta.dirname, '../../../..', path), 'utf8');
const LIFE = JSON.parse(read('programs/pictures/life.json'));
const drawLife = (life: object) => PICTURES.find(({ name }) => name === 'life')?.draw(JSON.stringify(life));

describe.each(PICTURES)('$picture', ({ recording, picture, draw }) => {
  it('is drawn from its recording', async () => {
    expect(await draw(read(recording))).toBe(read(picture));
  });

  it('shows no port and no path of a machine', () => {
    for (const path of [recording, picture]) {
      expect(read(path)).not.toMatch(/localhost|:\d{4,5}\b|\/(?:tmp|root|home|work|Users)\//);
    }
  });

  it('is for light and for dark, and small', () => {
    expect(read(picture)).toContain('@media (prefers-color-scheme:dark)');
    expect(read(picture).length).toBeLessThan(50_000);
  });
});

describe.each(['docs/pictures/dashboard-light.png', 'docs/pictures/dashboard-dark.png'])('%s', (path) => {
  const png = readFileSync(join(import.meta.dirname, '../../../..', path));

  it('is shown by README.md, 1280 px wide, and small', () => {
    expect(read('README.md')).toContain(`"${path}"`);
    expect(png.toString('latin1', 1, 4)).toBe('PNG');
    expect(png.readUInt32BE(16)).toBe(1_280);
    expect(png.length).toBeLessThan(120_000);
  });
});

it('shows no picture in README.md that is not there', () => {
  const shown = [...read('README.md').matchAll(/docs\/pictures\/[\w.-]+/g)].map(([path]) => path);

  expect(new Set(shown).size).toBe(4);
  for (const path of shown) expect(read(path).length).toBeGreaterThan(0);
});

describe('the life of an ARN', () => {
  it('says when the killed run was picked up, and shows the three serials', () => {
    const svg = read('docs/pictures/life.svg');
    const [, killed, next] = LIFE.runs;
    const waited = Math.round((next.beganMs - killed.endedMs) / 1_000);

    expect(svg).toContain('killed here,');
    expect(svg).toContain(`picked up ${Math.floor(waited / 60)} min ${waited % 60} s later`);
    expect(svg.match(/>(?:serial )?[0-9a-f]{8}…</g)).toHaveLength(3);
  });

  it('is not drawn from a recording in which no run was killed, or something was issued twice', () => {
    const unkilled = LIFE.runs.map((run: object) => ({ ...run, isKilled: false }));

    expect(() => drawLife({ ...LIFE, runs: unkilled })).toThrow('no killed run');
    expect(() => drawLife({ ...LIFE, runs: [...LIFE.runs, LIFE.runs[3]] })).toThrow(
      'no three imports onto one ARN',
    );
  });
});

const CAST = {
  width: 20,
  height: 2,
  title: 'a & b',
  outputs: [
    { atMs: 0, text: '$ try' },
    { atMs: 1_000, text: '\r\n\u001b[32m✓\u001b[39m   done\u001b[K' },
    { atMs: 1_020, text: '\r\n\u001b[1mend\u001b[22m' },
  ],
};

describe('a recorded terminal', () => {
  it('becomes rows with the time that each stood there, scrolling included', async () => {
    expect(await readRowSpans(CAST, 500)).toEqual({
      endMs: 1_520,
      spans: [
        { row: 0, fromMs: 0, toMs: 1_020, pieces: [{ text: '$ try', column: 0 }] },
        {
          row: 0,
          fromMs: 1_020,
          toMs: 1_520,
          pieces: [
            { text: '✓', column: 0, color: 2 },
            { text: 'done', column: 4 },
          ],
        },
        { row: 1, fromMs: 1_020, toMs: 1_520, pieces: [{ text: 'end', column: 0, isBold: true }] },
      ],
    });
  });

  it('stands still at its last frame for whoever wants less motion', async () => {
    const svg = await drawTerminal(CAST);

    expect(svg).toContain('@media (prefers-reduced-motion:reduce){.m{animation:none}.l{visibility:visible}}');
    expect(svg.match(/class="m \w+ l"/g)).toHaveLength(2);
    expect(svg).toContain('<title>a &amp; b</title>');
  });
});
