/**
 * Reads the log groups of a renewer's functions, for the person at the command: the lines about one certificate. It writes nothing.
 * Lines that are no JSON object (those of Lambda itself) are about none.
 */
import { type CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import * as z from 'zod/mini';
import { parseJson } from '../engine/json.ts';
import type { LogLine, RenewerLogs } from '../engine/ports/renewer-logs.ts';
import type { Deadline } from '../engine/ports/time.ts';
import { callAws } from './aws-error.ts';
import type { Lazy } from './clients.ts';
import type { Person } from './person-advice.ts';

export type RenewerLogsOptions = {
  client: Lazy<CloudWatchLogsClient>;
  /** Names of log groups, by the name of the function. */
  logGroups: Readonly<Record<string, string>>;
  /** Whose credentials make the calls. */
  caller: Person;
};

/** Of each group. A page has up to 10,000 lines, or what CloudWatch finds in a part of a second. */
const MAX_PAGES = 100;
const MOST_LINES = 10_000;

const LINE = z.looseObject({ message: z.string(), certificateName: z.string() });

export function createRenewerLogs({ client, logGroups, caller }: RenewerLogsOptions): RenewerLogs {
  return {
    async readLines(certificateName, since, deadline) {
      const read = Object.entries(logGroups).map(([functionName, logGroupName]) =>
        readGroup({ client, functionName, logGroupName, caller }, certificateName, since, deadline),
      );
      const groups = await Promise.all(read);
      return {
        lines: groups.flatMap(({ lines }) => lines).sort((a, b) => a.at.getTime() - b.at.getTime()),
        isComplete: groups.every(({ isComplete }) => isComplete),
      };
    },
  };
}

type Group = Pick<RenewerLogsOptions, 'client' | 'caller'> & { functionName: string; logGroupName: string };

async function readGroup(
  { client, functionName, logGroupName, caller }: Group,
  certificateName: string,
  since: Date,
  deadline: Deadline,
): Promise<{ lines: LogLine[]; isComplete: boolean }> {
  const call = {
    action: 'logs:FilterLogEvents',
    resource: `log group ${logGroupName}`,
    caller,
  };
  const lines: LogLine[] = [];
  let nextToken: string | undefined;
  for (let page = 0; page < MAX_PAGES && lines.length < MOST_LINES; page += 1) {
    const command = new FilterLogEventsCommand({
      logGroupName,
      startTime: since.getTime(),
      // A `*` in it stands for anything: the lines that come are judged again.
      filterPattern: `{ $.certificateName = "${certificateName}" }`,
      nextToken,
    });
    // An empty page with a token is usual: CloudWatch searches a part at a time.
    const answer = await callAws(call, deadline, (options) => client().send(command, options));
    for (const { eventId = '', timestamp = 0, message = '' } of answer.events ?? []) {
      const fields = z.safeParse(LINE, parseJson(message)).data;
      if (fields?.certificateName !== certificateName) continue;
      lines.push({ id: eventId, at: new Date(timestamp), functionName, fields });
    }
    nextToken = answer.nextToken;
    if (nextToken === undefined) return { lines, isComplete: true };
  }
  return { lines, isComplete: false };
}
