/** What each command writes for programs, by its name. `documentOf` holds real output to it. */

import * as z from 'zod/mini';
import { ADOPT_JSON } from '../../cli/adopt/adopt-json.ts';
import { ADVICE_JSON } from '../../cli/advise/advice-json.ts';
import { ALERT_TEST_JSON } from '../../cli/alert/alert-test-json.ts';
import { DOCTOR_JSON } from '../../cli/doctor/doctor-json.ts';
import { INIT_JSON } from '../../cli/init/init-json.ts';
import { LOGS_JSON } from '../../cli/logs/logs-json.ts';
import { PULL_JSON } from '../../cli/pull/pull-json.ts';
import { REMOVE_JSON } from '../../cli/remove/remove-json.ts';
import { RENEW_JSON } from '../../cli/renew/renew-json.ts';
import { REVOKE_JSON } from '../../cli/revoke/revoke-json.ts';
import { STATUS_JSON } from '../../cli/status/status-json.ts';
import { SWEEP_JSON } from '../../cli/sweep/sweep-json.ts';
import { TOKEN_SET_JSON } from '../../cli/token/token-set-json.ts';
import { TRY_JSON } from '../../cli/try/try-json.ts';

export const COMMAND_DOCUMENTS = {
  advise: ADVICE_JSON,
  doctor: DOCTOR_JSON,
  try: TRY_JSON,
  sweep: SWEEP_JSON,
  init: INIT_JSON,
  'token-set': TOKEN_SET_JSON,
  status: STATUS_JSON,
  renew: RENEW_JSON,
  remove: REMOVE_JSON,
  pull: PULL_JSON,
  adopt: ADOPT_JSON,
  revoke: REVOKE_JSON,
  'alert-test': ALERT_TEST_JSON,
  logs: LOGS_JSON,
};

/** The objects that a command has written, a line each. Throws for one that is not as published, or has a field that is not. */
export function documentsIn(command: keyof typeof COMMAND_DOCUMENTS, output: string): unknown[] {
  const lines = output.split('\n').filter((line) => line !== '');
  return lines.map((line) => {
    const written: unknown = JSON.parse(line);
    const known = JSON.stringify(z.parse(COMMAND_DOCUMENTS[command], written));
    if (sorted(JSON.parse(known)) !== sorted(written)) throw new Error(`no schema knows all of ${line}`);
    return written;
  });
}

/** The only one. */
export function documentIn(command: keyof typeof COMMAND_DOCUMENTS, output: string): unknown {
  const [document, ...more] = documentsIn(command, output);
  if (document === undefined || more.length > 0) throw new Error(`not one object: ${output}`);
  return document;
}

/** The same text for what is the same but for the order of its fields. */
function sorted(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
