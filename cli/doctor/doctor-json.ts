/** What `doctor --json` writes. */
import * as z from 'zod/mini';
import { FINDING, SCHEMA_NUMBER } from '../json-parts.ts';

export const DOCTOR_JSON = z.object({ schema: SCHEMA_NUMBER, findings: z.array(FINDING) });

export type DoctorJson = z.output<typeof DOCTOR_JSON>;
