/** What `adopt --json` writes. */
import * as z from 'zod/mini';
import { INSTANT, SCHEMA_NUMBER } from '../json-parts.ts';
import { CLIENTS } from './found.ts';

/** `planned`: without --yes. `unchanged`: it is there already. `kept`: the renewer has another one, which stays. */
const OUTCOME = z.enum(['planned', 'stored', 'unchanged', 'kept']);

export const ADOPT_JSON = z.object({
  schema: SCHEMA_NUMBER,
  client: z.enum(CLIENTS),
  folder: z.string(),
  renewerName: z.string(),
  region: z.string(),
  accounts: z.array(
    z.object({
      certificateAuthority: z.string(),
      /** `none`: none is taken; `why` says why. */
      outcome: z.enum([...OUTCOME.options, 'none']),
      secretName: z.string(),
      /** As the client calls it. */
      id: z.optional(z.string()),
      /** At the CA. */
      url: z.optional(z.string()),
      why: z.optional(z.string()),
    }),
  ),
  certificates: z.array(
    z.object({
      certificateName: z.string(),
      outcome: OUTCOME,
      /** Where it is, in the folder. */
      source: z.string(),
      version: z.string(),
      serial: z.string(),
      domainNames: z.array(z.string()),
      notAfter: INSTANT,
      keyAlgorithm: z.string(),
      /** Who has issued it. */
      certificateAuthority: z.string(),
      profile: z.optional(z.string()),
      /** Of another CA than its definition names: it is replaced at its time. */
      standsIn: z.optional(z.literal(true)),
      notes: z.array(z.string()),
    }),
  ),
  /** What is not taken, and why. */
  refused: z.array(z.object({ name: z.string(), source: z.string(), why: z.string() })),
  /** To be declared, as `certificates` of renewer.config.ts has them, by their names. */
  definitions: z.record(
    z.string(),
    z.object({
      domainNames: z.array(z.string()),
      keyAlgorithm: z.optional(z.string()),
      certificateAuthority: z.optional(z.string()),
      profile: z.optional(z.string()),
    }),
  ),
  /** Where the client keeps the DNScale token, and a line for a shell that stores it. Never the token. */
  tokens: z.array(z.object({ path: z.string(), command: z.string() })),
  /** Lines for a shell that keep the client from renewing. */
  switchOff: z.array(z.string()),
});

export type AdoptJson = z.output<typeof ADOPT_JSON>;
