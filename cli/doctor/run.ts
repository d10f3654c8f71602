/** Runs the doctor and writes what it found. It decides nothing but the exit code, which follows from the findings. */

import { deadlineIn, systemClock } from '../../functions/engine/deadline.ts';
import { examine } from '../../functions/engine/preflight/examine.ts';
import { paintFor, reportText } from './report.ts';
import { wireDoctor } from './wiring.ts';

export type DoctorOptions = {
  domain: string[];
  /** A URL. */
  directory: string;
  profile?: string;
  resolver?: string[];
  json?: true;
};

/** For everything together: with the start of Node, ten seconds. */
const EXAMINATION_MS = 9_000;

/** @returns the exit code. Throws RenewerError `config-invalid` for an environment that cannot be used. */
export async function runDoctor(
  { domain, directory, profile, resolver, json }: DoctorOptions,
  environment: NodeJS.ProcessEnv,
  output: NodeJS.WritableStream,
): Promise<number> {
  const { ports, nameServerDomains } = wireDoctor(environment, {
    directoryUrl: directory,
    resolvers: resolver,
  });
  const findings = await examine(
    { domainNames: domain, directoryUrl: directory, profile, nameServerDomains },
    ports,
    deadlineIn(EXAMINATION_MS, systemClock, 'the examination'),
  );
  output.write(json ? `${JSON.stringify({ findings })}\n` : reportText(findings, paintFor(output)));
  return findings.some(({ verdict }) => verdict === 'failure') ? 1 : 0;
}
