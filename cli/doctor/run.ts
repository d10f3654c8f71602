/** Runs the doctor, and writes its findings and its verdict. It decides only the exit code, which follows from them. */

import { deadlineIn, systemClock } from '../../functions/engine/deadline.ts';
import { examine } from '../../functions/engine/preflight/examine.ts';
import { passes } from '../../functions/engine/preflight/findings.ts';
import { SCHEMA } from '../json-parts.ts';
import { pageOf } from '../page.ts';
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

/** @returns the exit code. Throws RenewerError `config-invalid` for an environment that cannot be used. */
export async function runDoctor(
  options: DoctorOptions,
  environment: NodeJS.ProcessEnv,
  output: NodeJS.WritableStream & { columns?: number },
): Promise<number> {
  const { domain, directory, profile, resolver, json } = options;
  const { ports, dns } = wireDoctor(environment, {
    directoryUrl: directory,
    resolvers: resolver,
  });
  const findings = await examine(
    { domainNames: domain, directoryUrl: directory, profile, ...dns },
    ports,
    deadlineIn(EXAMINATION_MS, systemClock, 'the examination'),
  );
  if (json) {
    const document: DoctorJson = { schema: SCHEMA, findings };
    output.write(`${JSON.stringify(document)}\n`);
  } else {
    const view = pageOf(output);
    output.write(`${findingsText(findings, view)}\n${verdictText(findings, options, view)}`);
  }
  return passes(findings) ? 0 : 1;
}
