/** What the functions of a deployed renewer have logged about a certificate. */
import type { Deadline } from './time.ts';

export type LogLine = {
  /** The same whenever the line is read. */
  id: string;
  at: Date;
  /** Of which function. */
  functionName: string;
  /** As it was logged. Foreign text, as all that comes from outside. */
  fields: { message: string; certificateName: string } & Record<string, unknown>;
};

export interface RenewerLogs {
  /** In the order of time. `isComplete` is false when there are too many to read them all; the latest are then missing. */
  readLines(
    certificateName: string,
    since: Date,
    deadline: Deadline,
  ): Promise<{ lines: LogLine[]; isComplete: boolean }>;
}
