/** What the parts of one run share. Nothing of it changes but the claim's state and the step that the run is in. */
import type { Dns01Solver, SolverPorts } from '../dns/dns01-solver.ts';
import type { InstallPorts } from '../install/install-certificate.ts';
import type { Steps } from '../issuance/issuance-job.ts';
import type { IssuancePorts } from '../issuance/issue-certificate.ts';
import type { AcmeServer } from '../ports/acme.ts';
import type { TokenVersionSource } from '../ports/dns.ts';
import type { CertificateRecords, StateClaim } from '../ports/records.ts';
import type { Deadline } from '../ports/time.ts';

export type RunPorts = SolverPorts &
  InstallPorts &
  Omit<IssuancePorts, 'acme' | 'solver'> & {
    records: CertificateRecords;
    tokenVersions: TokenVersionSource;
    /** The ACME server behind a directory URL, with our account there. */
    acmeServer(directoryUrl: string): AcmeServer;
    newRunId(): string;
  };

export type RunTimes = {
  /** Bounds the work: issuing and installing. */
  work: Deadline;
  /** Bounds the clean-up; later than `work`. */
  cleanUp: Deadline;
  /** Bounds the report; later than `cleanUp`, which a DNScale that hangs may use up. */
  end: Deadline;
};

export type Run = {
  readonly claim: StateClaim;
  readonly solver: Dns01Solver;
  readonly times: RunTimes;
  readonly ports: RunPorts;
  /** A person wants a new certificate, whatever is stored. */
  readonly forced: boolean;
  readonly steps: Steps;
};

export type Outcome =
  | { outcome: 'renewed' | 'installed' | 'unchanged'; nextCheckAt: Date }
  | { outcome: 'retired' };
