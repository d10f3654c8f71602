/** What is wrong in the recorded fleet, as the product's own code has said it: test/unit/cli/dashboard/demo-fleet records it. */
import type { RenewerErrorInit } from '../../../functions/engine/errors.ts';
import FAULTS from './faults.json' with { type: 'json' };

export type Fault = keyof typeof FAULTS;

export function faultOf(
  fault: Fault,
): Pick<RenewerErrorInit, 'code' | 'disposition' | 'message' | 'advice' | 'subject'> {
  return FAULTS[fault] as ReturnType<typeof faultOf>;
}
