/**
 * A real browser for the tests of the page: one on PATH, else Debian's, unpacked into the cache with the libraries that it needs.
 * With fonts of our own where they can be had, so that a picture of the page looks alike on every machine.
 */
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import type { Progress } from './cached-build.ts';
import { librariesIn, unpackedPackages } from './packages.ts';

export type BrowserProgram = {
  executablePath: string;
  /** Beside this process's own. */
  environment: Record<string, string>;
  /** Those of this machine are others on each. */
  hasOurFonts: boolean;
};

const COMMANDS = ['chromium-headless-shell', 'chromium', 'google-chrome'];

/** Throws how to get one. */
export async function ensureBrowser(progress: Progress): Promise<BrowserProgram> {
  const [program, fonts] = await Promise.all([programOf(progress), fontsOf(progress)]);
  const { executablePath, environment } = program;
  return { executablePath, environment: { ...environment, ...fonts }, hasOurFonts: fonts !== undefined };
}

async function programOf(progress: Progress): Promise<Omit<BrowserProgram, 'hasOurFonts'>> {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const [found] = COMMANDS.flatMap((command) => folders.map((folder) => join(folder, command))).filter(
    (path) => existsSync(path),
  );
  return found === undefined ? unpackedBrowser(progress) : { executablePath: found, environment: {} };
}

async function unpackedBrowser(progress: Progress): Promise<Omit<BrowserProgram, 'hasOurFonts'>> {
  // Its data must stand beside it, also where this machine has the second one.
  const names = ['chromium-headless-shell', 'chromium-common'];
  const telling = "Unpacking Chromium of this system's archive (about 30 s, once)…";
  const root = await unpackedPackages({ names, telling }, progress).catch((error: Error) => {
    throw new Error(
      `${error.message} Put one of ${COMMANDS.join(', ')} on PATH (\`apt-get install chromium\`, or \`brew install --cask chromium\`), ` +
        'and start again.',
    );
  });
  const libraries = await librariesIn(root);
  return {
    // What stands in usr/bin looks for the rest in the system's own folders.
    executablePath: join(root, 'usr/lib/chromium/chromium-headless-shell'),
    environment: libraries.length > 0 ? { LD_LIBRARY_PATH: libraries.join(delimiter) } : {},
  };
}

/** Undefined where this system has no archive of Debian's. */
async function fontsOf(progress: Progress): Promise<Record<string, string> | undefined> {
  const names = ['fonts-inter', 'fonts-jetbrains-mono', 'fonts-dejavu-core'];
  const telling = "Unpacking fonts of this system's archive (about 3 s, once)…";
  const root = await unpackedPackages({ names, telling }, progress).catch(() => undefined);
  if (root === undefined) return undefined;
  const file = join(root, 'fonts.conf');
  await writeFile(file, fontsConf(root));
  return { FONTCONFIG_FILE: file };
}

function fontsConf(root: string): string {
  const preferred = { 'sans-serif': 'Inter', 'system-ui': 'Inter', monospace: 'JetBrains Mono' };
  const aliases = Object.entries(preferred).map(
    ([family, own]) =>
      `  <alias binding="same"><family>${family}</family><prefer><family>${own}</family></prefer></alias>`,
  );
  return [
    '<?xml version="1.0"?>',
    '<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">',
    '<fontconfig>',
    `  <dir>${join(root, 'usr/share/fonts')}</dir>`,
    `  <cachedir>${join(root, 'fonts-cache')}</cachedir>`,
    ...aliases,
    '</fontconfig>',
    '',
  ].join('\n');
}
