/**
 * Asks what it has to know, has doctor examine the names, writes an app or shows the lines of one, and offers to store the token. It
 * deploys nothing.
 */
import { fileURLToPath } from 'node:url';
import { passes } from '../../functions/engine/preflight/findings.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { readCommandEnvironment } from '../environment.ts';
import { SCHEMA } from '../json-parts.ts';
import { pageOf } from '../page.ts';
import { nobodyToAsk, openQuestions } from '../questions.ts';
import type { InitActs, Streams } from './acts.ts';
import { type Answers, answersOf, askAnswers, type Given, missingOptions } from './answers.ts';
import { examineNames } from './examine-names.ts';
import type { InitJson } from './init-json.ts';
import { initText } from './init-text.ts';
import { nextCommands } from './next-commands.ts';
import { projectFiles, stackLines } from './project.ts';
import { knownToken, offerToStore, storeToken } from './token.ts';
import { writeProject } from './write-project.ts';

export type InitOptions = Given & { out: string; yes?: true; json?: true };

const INTERRUPTED = 130;

/** @returns the exit code. @throws RenewerError `config-invalid` for what was given, and for a file that is there. */
export async function runInit(
  options: InitOptions,
  environment: NodeJS.ProcessEnv,
  streams: Streams,
  { examine, store, clone }: InitActs = {
    examine: examineNames,
    store: storeToken(environment),
    clone: cloneFolder(),
  },
): Promise<number> {
  const { stdin, stdout } = streams;
  const mayAsk = stdin.isTTY === true && !options.yes;
  const answers = mayAsk ? await ask(options, environment, streams) : withoutQuestions(options);
  if (answers === undefined) return INTERRUPTED;
  const token = await knownToken(environment, mayAsk, streams);
  const withToken = { ...environment, DNSCALE_API_TOKEN: token };
  const found = token === undefined ? undefined : await examine(answers.domainNames, withToken);
  const written = await write(answers, options.out);
  const [region] = answers.regions;
  const isStored =
    token !== undefined && mayAsk && (await offerToStore(() => store(token, region, streams), streams));
  const done: InitJson = {
    schema: SCHEMA,
    ...written,
    ...(found && { passes: passes(found) }),
    findings: found?.filter(({ verdict }) => verdict !== 'ok') ?? [],
    next: nextCommands(answers, written.folder, {
      isStored,
      isExamined: found !== undefined && passes(found),
      packed: clone === undefined ? undefined : { clone, file: `dnscale-certs-${packageJson.version}.tgz` },
    }),
  };
  const text = () => initText(done, answers.domainNames, pageOf(stdout));
  stdout.write(options.json ? `${JSON.stringify(done)}\n` : text());
  return done.passes === false ? 1 : 0;
}

/** The package has a bundle in place of these sources. */
function cloneFolder(): string | undefined {
  if (!import.meta.url.endsWith('.ts')) return undefined;
  return fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
}

async function ask(
  options: InitOptions,
  environment: NodeJS.ProcessEnv,
  { stdin, stderr }: Streams,
): Promise<Answers | undefined> {
  const { awsRegion } = readCommandEnvironment(environment);
  const questions = openQuestions(stdin, stderr);
  try {
    return await askAnswers(options, awsRegion, questions, (line) => void stderr.write(`${line}\n`));
  } finally {
    questions.close();
  }
}

function withoutQuestions(options: InitOptions): Answers {
  const missing = missingOptions(options);
  if (missing.length > 0) throw nobodyToAsk(missing);
  return answersOf(options);
}

async function write(
  answers: Answers,
  folder: string,
): Promise<Pick<InitJson, 'folder' | 'files' | 'lines'>> {
  if (answers.isOwnStack) return { files: [], lines: stackLines(answers) };
  const files = projectFiles(answers, packageJson.version);
  await writeProject(folder, files);
  return { folder, files: Object.keys(files) };
}
