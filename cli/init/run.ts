/**
 * Asks what it has to know, has doctor examine the names, offers to store the token, and writes an app or shows the lines of one. All
 * questions come before anything is changed. It deploys nothing.
 */
import { passes } from '../../functions/engine/preflight/findings.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { readCommandEnvironment } from '../environment.ts';
import { untilDone } from '../interruption.ts';
import { SCHEMA } from '../json-parts.ts';
import { pageOf, say } from '../page.ts';
import { nobodyToAsk, openQuestions, type Streams } from '../questions.ts';
import type { InitActs } from './acts.ts';
import { type Answers, answersOf, askAnswers, type Given, missingOptions } from './answers.ts';
import type { InitJson } from './init-json.ts';
import { examinedText, initText } from './init-text.ts';
import { nextCommands } from './next-commands.ts';
import { PROJECT_FILES, projectFiles, stackLines } from './project.ts';
import { isStorable, isStored, knownToken, mayStore, type Seen } from './token.ts';
import { wireInit } from './wiring.ts';
import { expectFree, writeProject } from './write-project.ts';

export type InitOptions = Given & { out: string; yes?: true; json?: true };

/** @returns the exit code. @throws RenewerError `config-invalid` for what was given, and for a file that is there. */
export async function runInit(
  options: InitOptions,
  environment: NodeJS.ProcessEnv,
  streams: Streams,
  { examine, store, externalAccountSecret, clone }: InitActs = wireInit(environment),
): Promise<number> {
  const { stdin, stdout, stderr } = streams;
  const mayAsk = stdin.isTTY === true && !options.yes;
  if (!options.ownStack) await expectFree(options.out, PROJECT_FILES);
  const answers = mayAsk ? await ask(options, environment, streams) : withoutQuestions(options);
  if (answers === undefined) {
    say(stderr, 'Nothing was written.');
    return 1;
  }
  const seen = await examined(
    answers,
    { examine, mayAsk, isJson: options.json === true },
    environment,
    streams,
  );
  const isToStore = mayAsk && isStorable(seen) && (await mayStore(streams));
  const written = await write(answers, options.out);
  const stored = await untilDone(async () => isToStore && isStored(seen, answers, store, streams));
  const isExamined = seen !== undefined && passes(seen.findings);
  const done: InitJson = {
    schema: SCHEMA,
    ...written,
    ...(seen && { passes: isExamined }),
    findings: seen?.findings.filter(({ verdict }) => verdict !== 'ok') ?? [],
    next: nextCommands(answers, written.folder, {
      isStored: stored.value,
      isExamined,
      externalAccountSecret: externalAccountSecret(answers.directoryUrl),
      packed: clone === undefined ? undefined : { clone, file: `dnscale-certs-${packageJson.version}.tgz` },
    }),
  };
  stdout.write(options.json ? `${JSON.stringify(done)}\n` : initText(done, pageOf(stdout)));
  return stored.exitCode ?? (done.passes === false ? 1 : 0);
}

type How = { examine: InitActs['examine']; mayAsk: boolean; isJson: boolean };

/** Undefined without a token. It is shown before the next question. */
async function examined(
  { domainNames, directoryUrl }: Answers,
  { examine, mayAsk, isJson }: How,
  environment: NodeJS.ProcessEnv,
  streams: Streams,
): Promise<Seen | undefined> {
  const token = await knownToken(environment, mayAsk, streams);
  const findings =
    token === undefined
      ? undefined
      : await examine(domainNames, directoryUrl, { ...environment, DNSCALE_API_TOKEN: token });
  const output = isJson ? streams.stderr : streams.stdout;
  if (mayAsk || !isJson) output.write(examinedText(findings, domainNames, pageOf(output)));
  return token !== undefined && findings ? { token, findings } : undefined;
}

async function ask(
  options: InitOptions,
  environment: NodeJS.ProcessEnv,
  { stdin, stderr }: Streams,
): Promise<Answers | undefined> {
  const { awsRegion } = readCommandEnvironment(environment);
  const questions = openQuestions(stdin, stderr);
  try {
    return await askAnswers(options, awsRegion, questions, (line) => say(stderr, line));
  } finally {
    questions.close();
  }
}

function withoutQuestions(options: InitOptions): Answers {
  const missing = missingOptions(options);
  if (missing.length > 0) throw nobodyToAsk('Nothing was written', missing.join(', '));
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
