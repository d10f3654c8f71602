/** docs/limits.md says what the code has: each value as it stands there, beside the words that the page has for it. */
import { describe, expect, it } from 'vitest';
import { readPage, rowsOf } from './page-parts.ts';

/** A file; a line of it, the row's first cell, what the row says. The page's backticks are ~ here. Where a line changed, the row must. */
const LIMITS = readTable(`
functions/engine/issuance/own-limits.ts
  const MOST_ISSUANCES = 4;  |  certificates for exactly these names  |  4 in 7 days
  const MOST_ISSUANCES_AT_CA = 5;  |  certificates for exactly these names  |  5 in 7 days
  const MOST_FAILURES = 3;  |  failed validations of a name  |  3 in an hour
  const MOST_FAILURES_AT_CA = 5;  |  failed validations of a name  |  5 in an hour
functions/engine/issuance/order-window.ts
  const MOST_ORDERS = 300;  |  orders at one CA  |  300 in 3 hours
  const WINDOW_HOURS = 3;  |  orders at one CA  |  300 in 3 hours
  const MOST_PLAIN_ORDERS = 200;  |  orders at one CA  |  the last 100
functions/acme/nonces.ts
  export const NEW_NONCES_PER_SECOND = 10;  |  new nonces  |  10 a second
functions/engine/config/limits.ts
  export const RUNS_AT_ONCE = 5;  |  runs at once  |  5
  export const RENEWALS_PER_MINUTE = 10;  |  certificates that a tick takes  |  the 10 most urgent
  const CHECKS_PER_MINUTE = 200;  |  certificates that a tick takes  |  200 others
functions/acme/retry-after.ts
  Math.min(ms, 7 * DAY_MS) : MINUTE_MS  |  what a CA's ~Retry-After~ can ask for  |  1 minute to 7 days
  clamp(ms, MINUTE_MS, DAY_MS)  |  between two questions for the CA's advice (ARI)  |  1 minute to 24 hours
functions/engine/dns/name-set.ts
  const MAX_DOMAIN_NAMES = 100;  |  names in a certificate  |  100
  { tlsserver: 25, shortlived: 25 }  |  names in a certificate  |  25 with the profiles ~tlsserver~ and ~shortlived~
functions/engine/dns/name.ts
  const MAX_NAME_LENGTH = 253;  |  a name  |  253 characters
  const MAX_LABELS = 10;  |  a name  |  10 labels
  const MAX_LABEL_LENGTH = 63;  |  a name  |  63 characters
functions/engine/dns/challenge-target.ts
  const MAX_CNAMES = 8;  |  CNAMEs in a row at a challenge  |  8
functions/engine/config/certificate-name.ts
  export const MAX_CERTIFICATE_NAME_LENGTH = 128;  |  a ~certificateName~  |  128
functions/engine/config/definition-schema.ts
  const MAX_REGIONS = 20;  |  regions of a certificate, and its ~existingCertificateArns~  |  20
  const MAX_EXTRA_WAIT_SECONDS = 180;  |  extra wait, beside that of propagation, after a value that the CA missed  |  0 to 180
functions/engine/config/probe.ts
  const MOST_PROBES = 20;  |  places of ~probe~ of a certificate  |  20
functions/engine/config/tags.ts
  const MOST_TAGS = 48;  |  tags of yours on a certificate  |  48
functions/engine/config/renewer-name.ts
  const LONGEST_NAME = 63 - '-123456789012-ap-northeast-1'.length;  |  a renewer's name  |  35
functions/engine/certificate/certificate-faults.ts
  const MAX_CERTIFICATE_BYTES = 32_768;  |  certificate and key, as ACM takes them  |  32,768
  const MAX_PRIVATE_KEY_BYTES = 5_120;  |  certificate and key, as ACM takes them  |  5,120
functions/aws/secret-value.ts
  const MAX_BYTES = 65_536;  |  certificate with key and chain in a secret  |  65,536
functions/engine/config/defaults.ts
  everyMinutes: 10,  |  from one tick to the next  |  10 minutes
  httpTimeoutSeconds: 30,  |  one request to DNScale  |  30 s
  propagationTimeoutSeconds: 120,  |  wait for propagation  |  120 s
  closedPortWaitSeconds: 60,  |  blind wait in its place where port 53 is closed: nobody can see when the values are there  |  always 60 s
functions/engine/config/schema.ts
  everyMinutes: z._default(wholeNumber(1, 1_440)  |  from one tick to the next  |  1 to 1440
  httpTimeoutSeconds: z._default(seconds(1, 60)  |  one request to DNScale  |  1 to 60
  propagationTimeoutSeconds: z._default(seconds(1, 240)  |  wait for propagation  |  1 to 240
  closedPortWaitSeconds: z._default(seconds(1, 240)  |  blind wait in its place where port 53 is closed: nobody can see when the values are there  |  1 to 240
  timeoutMinutes: z.optional(wholeNumber(1, 50, ' (minutes)'))  |  a deployment's wait for a certificate  |  1 to 50
infra/work-queue.ts
  export const RUN_TIMEOUT = Duration.minutes(5);  |  a run  |  5 minutes
functions/renew/handler.ts
  const SAFETY_MARGIN_MS = 10_000;  |  a run  |  10 s before
functions/engine/run/clean-up.ts
  const LEFTOVERS_MS = 25_000;  |  removal of what an earlier run left  |  25 s
functions/dnscale/retry.ts
  export const PAUSE_BUDGET_MS = 10_000;  |  pauses that DNScale asks for, in one request  |  10 s
  const MAX_TRIES = 5;  |  pauses that DNScale asks for, in one request  |  5 tries
functions/engine/issuance/extra-wait.ts
  const EXTRA_WAIT_MS = [0, 60_000, 120_000]  |  extra wait, beside that of propagation, after a value that the CA missed  |  60 s after one miss in the zone, 120 s after more
  const FORGOTTEN_BY_SUCCESS = 0.25;  |  extra wait, beside that of propagation, after a value that the CA missed  |  four certificates
functions/resolver/create-resolver.ts
  queryTimeoutMs = 2_000,  |  one question to a name server  |  2 s over UDP, and 2 s over TCP
functions/resolver/tries.ts
  const PAUSES = [0.05, 0.2, 0.6, 1.8];  |  a question to resolvers that all fail  |  0.1, 0.4, 1.2 and 3.6 s
  const LATEST_BEGIN = 3.5;  |  a question to resolvers that all fail  |  7 s
functions/aws/clients.ts
  maxAttempts: 6,  |  one call of AWS  |  6 tries
  requestTimeout: 10_000  |  one call of AWS  |  10 s
functions/engine/renewal/back-off.ts
  const BACK_OFF_MS = [10 * MINUTE_MS, 100 * MINUTE_MS, DAY_MS]  |  pause after a failure that costs something at the CA  |  10 minutes, 100 minutes, then a day
  const LONGEST_SHARE_OF_LIFE = 1 / 24;  |  pause after a failure that costs something at the CA  |  a 24th of the life
  const FREE_MS = HOUR_MS;  |  pause after a failure that costs nothing  |  an hour
  const AWAITED_MS = 5 * MINUTE_MS;  |  pause while a deployment waits  |  5 minutes
functions/engine/declare/timeout.ts
  const DEFAULT_MINUTES = 20;  |  a deployment's wait for a certificate  |  20 minutes
functions/engine/issuance/resume-order.ts
  const LONGEST_ORDER_MS = 48 * 60 * 60 * 1000;  |  an order that is continued  |  48 hours
functions/engine/notify/tell-people.ts
  const MOST_MAILS = 50;  |  mails of one tick  |  50
functions/engine/notify/next-mail.ts
  return stage === 0 ? 7 * DAY_MS : DAY_MS;  |  reminder of a cause  |  a week, in the last sixth of the life after a day
functions/engine/probe/judge-place.ts
  const GRACE_SHARE = 1 / 24;  |  time for a server to reload, before somebody is told  |  a 24th
functions/engine/renewal/history.ts
  const MOST_ENTRIES = 40;  |  a certificate's history  |  40 runs
  const LONGEST_MS = 30 * 24 * 60 * 60 * 1000;  |  a certificate's history  |  30 days
functions/aws/archive-life.ts
  export const DAYS_BEYOND_LIFE = 23;  |  an archived version in S3  |  30 days
  export const DELETED_DAYS = 7;  |  an archived version in S3  |  30 days
infra/renewer-props.ts
  @default RetentionDays.THREE_MONTHS  |  logs  |  three months
functions/acme/http.ts
  const LARGEST_ANSWER_BYTES = 1024 * 1024;  |  an answer of a CA  |  1 MiB
functions/acme/certificates.ts
  const LARGEST_CHAIN_BYTES = 256 * 1024;  |  an answer of a CA  |  256 KiB
functions/engine/certificate/pem.ts
  const MAX_CERTIFICATES = 10;  |  an answer of a CA  |  10 certificates
functions/dnscale/http.ts
  const MAX_BODY_BYTES = 6 * 1024 * 1024;  |  an answer of DNScale  |  6 MiB
functions/dnscale/paging.ts
  const MAX_PAGES = 100;  |  an answer of DNScale  |  100 pages
functions/dnscale/write-gate.ts
  const FIRST_AT_ONCE = 10;  |  writes at DNScale, in one run  |  10 at once
  const MOST_AT_ONCE = 32;  |  writes at DNScale, in one run  |  32 at the most
functions/resolver/addresses.ts
  const MAX_ADDRESSES = 32;  |  addresses of name servers of a zone  |  32
functions/resolver/name-servers.ts
  export const MAX_NAME_SERVERS = 16;  |  addresses of name servers of a zone  |  16 servers
functions/engine/dns/propagation-lead.ts
  const FIRST_PAUSE_MS = 51;  |  questions while values come  |  20 a second to one server that lags
  const GROWTH = 4;  |  questions while values come  |  up to five at the end
functions/engine/dns/propagation-polling.ts
  const PAUSE_PER_QUESTION_MS = 25;  |  questions while values come  |  40 a second to each address
cli/dashboard/updates.ts
  const MOST_STREAMS = 24;  |  what opens the page of ~dashboard~  |  24 pages
cli/dashboard/serve.ts
  const MOST_CONNECTIONS = 64;  |  what opens the page of ~dashboard~  |  64 connections
  { headersTimeout: 2_000, requestTimeout: 2_000,  |  what opens the page of ~dashboard~  |  in 2 s
functions/resolver/open-sockets.ts
  createGate(512)  |  questions under way at once  |  512
`);

function readTable(text: string): [string, string, string, string][] {
  let file = '';
  return text
    .trim()
    .split('\n')
    .flatMap((line) => {
      const [code = '', what = '', words = ''] = line.replaceAll('~', '`').split('  |  ');
      if (line.startsWith('  ')) return [[what, words, file, code.trim()]];
      file = line;
      return [];
    });
}

const ROWS = rowsOf(readPage('docs/limits.md'));

describe('docs/limits.md', () => {
  it.each(LIMITS)('%s: %s, as %s has it', (what, words, file, line) => {
    const row = ROWS.find(([first]) => first === what);

    expect(row?.slice(1).join(' | ')).toContain(words);
    expect(readPage(file)).toContain(line);
  });

  it('has no row that nothing is compared with', () => {
    const compared = LIMITS.map(([what]) => what);

    expect(ROWS.map(([first = '']) => first).filter((what) => ![...compared, 'what'].includes(what))).toEqual(
      [],
    );
  });
});
