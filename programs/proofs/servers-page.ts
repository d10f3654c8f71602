/** What `npm run proof:servers` prints, and what breaks its promises. Pure. */
import { table } from '../text-table.ts';
import type { Served } from './served-renewals.ts';
import type { ServerName } from './server-recipes.ts';

/** Of requests, in percent: Caddy resets a few at a reload, and its recipe says so. @default 0 */
const MOST_FAILURES_PERCENT: Partial<Record<ServerName, number>> = { caddy: 2 };

/** Fewer show nothing. */
const LEAST_REQUESTS = 100;

export function serversPage(served: readonly Served[]): string[] {
  return table([
    ['server', 'renewals', 'requests', 'failed', 'last one served'],
    ...served.map((one) => [
      one.server,
      String(one.issued.length - 1),
      requestsOf(one) === 0 ? 'none' : String(requestsOf(one)),
      failuresOf(one) === 0 ? '0' : `${failuresOf(one)} (${Object.keys(one.failures).join(', ')})`,
      one.lastSerial === one.issued.at(-1) ? 'yes' : 'NO',
    ]),
  ]);
}

export function brokenServers(served: readonly Served[]): string[] {
  return served.flatMap((one) => {
    const broken: string[] = [];
    const most = ((MOST_FAILURES_PERCENT[one.server] ?? 0) * requestsOf(one)) / 100;
    if (failuresOf(one) > most)
      broken.push(`${failuresOf(one)} requests failed: ${JSON.stringify(one.failures)}`);
    if (one.server !== 'postfix' && requestsOf(one) < LEAST_REQUESTS) {
      broken.push(`it got ${requestsOf(one)} requests only, which shows nothing`);
    }
    if (one.lastSerial !== one.issued.at(-1)) broken.push(`it presents ${one.lastSerial} at the end`);
    const others = Object.keys(one.serials).filter((serial) => !one.issued.includes(serial));
    if (others.length > 0) broken.push(`it presented ${others.join(', ')}, which nobody issued`);
    return broken.map((what) => `${one.server}: ${what}`);
  });
}

function failuresOf({ failures }: Served): number {
  return Object.values(failures).reduce((sum, count) => sum + count, 0);
}

function requestsOf(one: Served): number {
  return one.answered + failuresOf(one);
}
