/** Runs the doctor and writes its findings. It decides only the exit code, which follows from them. */

import { deadlineIn, systemClock } from '../../functions/engine/deadline.ts';
import { examine } from '../../functions/engine/preflight/examine.ts';
import { passes } from '../../functions/engine/preflight/findings.ts';
import { SCHEMA } from '../json-parts.ts';
import type { DoctorJson } from './doctor-json.ts';
import { findingsText, paintFor } from './findings-text.ts';
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
  { domain, directory, profile, resolver, json }: DoctorOptions,
  environment: NodeJS.ProcessEnv,
  output: NodeJS.WritableStream,
): Promise<number> {
  const { ports, dns } = wireDoctor(environment, {
    directoryUrl: directory,
    resolvers: resolver,
  });
  const findings = await examine(
    { domainNames: domain, directoryUrl: directory, profile, ...dns },
    ports,
    deadlineIn(EXAMINATION_MS, systemClock, 'the examination'),
  );
  const document: DoctorJson = { schema: SCHEMA, findings };
  output.write(json ? `${JSON.stringify(document)}\n` : findingsText(findings, paintFor(output)));
  return passes(findings) ? 0 : 1;
}
