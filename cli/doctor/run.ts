/** Runs the doctor, and writes its findings and its verdict. It decides only the exit code, which follows from them. */

import { deadlineIn, systemClock } from '../../functions/engine/deadline.ts';
import { examine } from '../../functions/engine/preflight/examine.ts';
import { passes } from '../../functions/engine/preflight/findings.ts';
import { SCHEMA } from '../json-parts.ts';
import { pageOf } from '../page.ts';
import { whileWaiting } from '../waiting.ts';
import type { DoctorJson } from './doctor-json.ts';
import { findingsText } from './findings-text.ts';
import { verdictText } from './verdict-text.ts';
import { wireDoctor } from './wiring.ts';

export type DoctorOptions = {
  domain: string[];
  /** The URL of the CA's directory. */
  directory: string;
  profile?: string;
  resolver?: string[];
  json?: true;
};

/** With the start of Node, the command takes ten seconds at most. */
const EXAMINATION_MS = 9_000;

const WAIT = { words: 'asks DNScale, the name servers and the CA', mostMs: EXAMINATION_MS };

/** @returns the exit code. Throws RenewerError `config-invalid` for an environment that cannot be used. */
export async function runDoctor(
  options: DoctorOptions,
  environment: NodeJS.ProcessEnv,
  { stdout, stderr }: { stdout: NodeJS.WritableStream; stderr: NodeJS.WritableStream },
): Promise<number> {
  const { domain, directory, profile, resolver, json } = options;
  const { ports, dns } = wireDoctor(environment, {
    directoryUrl: directory,
    resolvers: resolver,
  });
  const asked = { domainNames: domain, directoryUrl: directory, profile, ...dns };
  const findings = await whileWaiting(WAIT, { stderr, json }, () =>
    examine(asked, ports, deadlineIn(EXAMINATION_MS, systemClock, 'the examination')),
  );
  if (json) {
    const document: DoctorJson = { schema: SCHEMA, findings };
    stdout.write(`${JSON.stringify(document)}\n`);
  } else {
    const view = pageOf(stdout);
    stdout.write(`${findingsText(findings, view)}\n${verdictText(findings, options, view)}`);
  }
  return passes(findings) ? 0 : 1;
}
