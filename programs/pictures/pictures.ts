/**
 * `npm run pictures`: draws docs/pictures from the recordings beside this file, and takes those of the dashboard in a real browser. With
 * `-- --record` it records the others anew first, in local worlds, which takes eight minutes and wants a machine with nothing else
 * to do: the times in the pictures are real.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { REPOSITORY } from '../../test/support/setup/places.ts';
import { ensureTools } from '../../test/support/setup/tools.ts';
import { PICTURES } from './all-pictures.ts';
import { drawDashboard } from './draw-dashboard.ts';
import { recordLife } from './record-life.ts';
import { recordTerminal } from './record-terminal.ts';

const RECORDERS = { life: recordLife, terminal: recordTerminal };

const { values } = parseArgs({ options: { record: { type: 'boolean', default: false } } });
if (values.record) await ensureTools((line) => console.error(line));
for (const { name, recording, picture, draw } of PICTURES) {
  const path = join(REPOSITORY, recording);
  if (values.record) await RECORDERS[name](path);
  await writeFile(join(REPOSITORY, picture), await draw(await readFile(path, 'utf8')));
  console.log(picture);
}
for (const [picture, png] of await drawDashboard()) {
  await writeFile(join(REPOSITORY, picture), png);
  console.log(picture);
}
