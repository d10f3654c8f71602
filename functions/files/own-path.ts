/**
 * Walks to a folder from the root, and makes what is missing on the way when it is asked to. Only this user and root may
 * be able to change anything there: another user could hand in an account key and a state, or lead the writes elsewhere.
 * ssh judges the way to its keys by the same rules. A sticky folder such as /tmp may be on the way, never at its end.
 */
import { lstatSync, mkdirSync, readlinkSync, type Stats } from 'node:fs';
import { dirname, isAbsolute, join, parse, resolve, sep } from 'node:path';
import { RenewerError } from '../engine/errors.ts';
import { errorCode } from './error-code.ts';
import { isPrivateGroup } from './private-group.ts';

const PRIVATE_FOLDER = 0o700;
const ALL_BITS = 0o7777;
const STICKY = 0o1000;
const OTHERS_WRITE = 0o002;
const GROUP_WRITES = 0o020;
/** As many as Linux follows in one path. */
const MOST_LINKS = 40;

export type Place = {
  /** The folder of a certificate. A link on the way to it is followed where nobody else can have made it. */
  folder: string;
  /** Relative to it; no link is followed there. */
  inside: string;
};

type Missing = 'make' | 'leave';

/** @returns whether the place is there. @throws RenewerError `folder-unsafe`, and what the file system throws. */
export async function expectOwnFolder({ folder, inside }: Place, missing: Missing): Promise<boolean> {
  const path = resolve(folder);
  const { root } = parse(path);
  if (!(await walk({ at: root, steps: stepsOf(path), links: MOST_LINKS }, missing))) return false;
  return walk({ at: path, steps: stepsOf(inside), links: 0 }, missing);
}

/** Where a walk is, the names that are still to come, and how many links it may still follow. */
type Walk = { at: string; steps: string[]; links: number };

async function walk(walk: Walk, missing: Missing): Promise<boolean> {
  for (let step = walk.steps.shift(); step !== undefined; step = walk.steps.shift()) {
    const path = step === '..' ? dirname(walk.at) : join(walk.at, step);
    const stats = statOf(path, missing);
    if (stats === undefined) return false;
    if (stats.isSymbolicLink()) await follow(path, walk);
    else {
      if (!stats.isDirectory()) throw new Error(`${path} is not a folder`);
      await expectSafe(path, stats, walk.steps.length === 0);
      walk.at = path;
    }
  }
  return true;
}

/** Where others can put entries (a sticky folder), a link may be theirs. */
async function follow(path: string, walk: Walk): Promise<void> {
  walk.links -= 1;
  if (walk.links < 0 || !(await isClosed(lstatSync(walk.at)))) throw linkInTheWay(path);
  const target = readlinkSync(path);
  if (isAbsolute(target)) walk.at = parse(target).root;
  walk.steps.unshift(...stepsOf(target));
}

/** @throws RenewerError `folder-unsafe` for a file that another user owns or can change, and for what is no file. */
export async function expectOwnFile(path: string, stats: Stats): Promise<void> {
  if (!stats.isFile()) throw unsafe(path, 'is not a file', 'Move it away');
  await expectSafe(path, stats, true);
}

export function linkInTheWay(path: string): RenewerError {
  return unsafe(path, 'is a symbolic link, which is not followed there', 'Put what it leads to in its place');
}

function stepsOf(path: string): string[] {
  return path.slice(parse(path).root.length).split(sep);
}

/**
 * Each folder is made by itself, since it is judged before anything is made in it. Not in the thread pool: there each of these takes
 * many times as long, and a try makes some two hundred.
 */
function statOf(path: string, missing: Missing): Stats | undefined {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats !== undefined || missing === 'leave') return stats;
  try {
    mkdirSync(path, { mode: PRIVATE_FOLDER });
  } catch (thrown) {
    if (errorCode(thrown) !== 'EEXIST') throw thrown;
  }
  return lstatSync(path);
}

async function expectSafe(path: string, stats: Stats, isEnd: boolean): Promise<void> {
  const me = process.geteuid?.();
  // Windows has no owners and modes of this kind: a user's folders are closed to others there.
  if (me === undefined) return;
  const seen = `(owner ${stats.uid}, mode 0${(stats.mode & ALL_BITS).toString(8)})`;
  if (stats.uid !== me && stats.uid !== 0) {
    throw unsafe(path, `belongs to another user ${seen}`, 'If what is there is yours, run chown on it');
  }
  const isSticky = (stats.mode & STICKY) !== 0 && !isEnd;
  if (isSticky || (await isClosed(stats))) return;
  throw unsafe(
    path,
    `can be changed by other users ${seen}`,
    'If what is there is yours, run chmod go-w on it',
  );
}

async function isClosed({ mode, gid }: Stats): Promise<boolean> {
  if ((mode & OTHERS_WRITE) !== 0) return false;
  return (mode & GROUP_WRITES) === 0 || isPrivateGroup(gid);
}

function unsafe(path: string, what: string, remedy: string): RenewerError {
  return new RenewerError({
    code: 'folder-unsafe',
    disposition: 'person',
    subject: path,
    message: `${path} ${what}. Keys and state are kept and taken only where nobody else can change them, and nothing was read or written. Give another folder with --out. ${remedy}.`,
  });
}
