/**
 * The logger of all functions: JSON lines on standard output, the way CloudWatch Logs Insights reads them. CloudWatch's console
 * shows the begin of a line, so that is the message, in words. Make one per function, outside its handler.
 */
import { Logger } from '@aws-lambda-powertools/logger';
import { forElsewhere } from '../engine/command-words.ts';

export type { Logger } from '@aws-lambda-powertools/logger';

export function createLogger(): Logger {
  return new Logger({
    serviceName: 'dnscale-certs',
    logRecordOrder: ['message', 'level', 'event', 'certificateName'],
    jsonReplacerFn: (_key, value) => (typeof value === 'string' ? forElsewhere(value) : value),
  });
}
