/**
 * Definition and state of the one certificate of a folder. The definition is what the command was called with; the
 * state is a file that is replaced as a whole at every write. The caller holds the folder's lock.
 */
import * as z from 'zod/mini';
import type { CertificateDefinition } from '../engine/config/definition.ts';
import { definitionHash } from '../engine/config/definition-hash.ts';
import { printable, RenewerError } from '../engine/errors.ts';
import { parseJson } from '../engine/json.ts';
import type { CertificateRecords, NextCheck, StateClaim } from '../engine/ports/records.ts';
import type { CertificateState, StateChanges } from '../engine/renewal/state.ts';
import { completeState, STATE } from '../engine/renewal/state-schema.ts';
import { type Folder, OWN_FOLDER } from './folder.ts';

const STATE_FILE = `${OWN_FOLDER}/state.json`;

/** To be raised when an older release could no longer read the file. */
const STATE_SCHEMA = 1;

const STATE_TEXT = z.looseObject({ schema: z.number() });

export type FileRecordsOptions = { folder: Folder; definition: CertificateDefinition };

export function createFileRecords({ folder, definition }: FileRecordsOptions): CertificateRecords {
  return {
    readDefinition: async () => ({ definition, owner: 'try', hash: definitionHash(definition) }),
    readRequests: async () => ({ checks: [], awaited: [] }),
    removeRequests: async () => {},
    hasState: async () => true,
    claim: async () => createFileClaim(folder, definition.certificateName),
  };
}

/** The state that earlier runs left in the folder. @throws RenewerError `record-unreadable`, for a person. */
export async function readFileState(folder: Folder, certificateName: string): Promise<CertificateState> {
  return (await readStored(folder, certificateName)).state;
}

type Stored = {
  state: CertificateState;
  /** As the file has it, with the attributes of a later release: they stay. */
  raw: Record<string, unknown>;
};

async function readStored(folder: Folder, certificateName: string): Promise<Stored> {
  const text = await folder.read(STATE_FILE);
  if (text === undefined) return { state: completeState({ certificateName }), raw: {} };
  const { state, raw } = parseState(text, `${folder.path}/${STATE_FILE}`);
  return { state: { ...completeState(state), certificateName }, raw };
}

async function createFileClaim(folder: Folder, certificateName: string): Promise<StateClaim> {
  const stored = await readStored(folder, certificateName);
  let { state } = stored;
  let last: Promise<void> = Promise.resolve();
  const save = (changes: StateChanges, next: { nextCheckAt?: Date }) => {
    state = { ...state, ...changes, ...next };
    const content = { ...stored.raw, schema: STATE_SCHEMA, ...z.encode(STATE, state) };
    const text = `${JSON.stringify(content, null, 2)}\n`;
    // One after the other: of two writes in flight the earlier one could arrive second.
    last = last.catch(() => undefined).then(() => folder.write(STATE_FILE, text));
    return last;
  };
  return {
    get state() {
      return state;
    },
    write: (changes) => save(changes, {}),
    report: (changes, next) => save(changes, checkIn(next)),
  };
}

function checkIn(next: NextCheck): { nextCheckAt?: Date } {
  return next === 'never' ? {} : { nextCheckAt: next.nextCheckAt };
}

function parseState(text: string, path: string) {
  const parsed = z.safeParse(STATE_TEXT, parseJson(text));
  if (parsed.success && parsed.data.schema > STATE_SCHEMA) {
    throw unreadable(path, `was written by a newer release (schema ${parsed.data.schema}). Use that release`);
  }
  const state = parsed.success ? z.safeParse(STATE, parsed.data) : parsed;
  if (parsed.success && state.success)
    return { state: state.data as z.output<typeof STATE>, raw: parsed.data };
  const where = state.error?.issues.map(({ path: at }) => at.join('.')).filter((at) => at !== '') ?? [];
  const fault = where.length === 0 ? '' : ` (at ${printable(where.join(', '))})`;
  throw unreadable(
    path,
    `is damaged${fault}. Move it away to begin anew; TXT values that it listed are then found with dnscale-certs sweep`,
  );
}

function unreadable(path: string, why: string): RenewerError {
  return new RenewerError({
    code: 'record-unreadable',
    disposition: 'person',
    subject: path,
    message: `The state ${path} ${why}.`,
  });
}
