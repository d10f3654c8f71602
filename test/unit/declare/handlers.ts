/**
 * The handlers of CloudFormation's events, wired to the world that the test has opened: what reads an environment and makes
 * adapters is replaced.
 */
import { vi } from 'vitest';

vi.mock('../../../functions/declare/wiring.ts', async () => {
  const { wiring } = await import('../../support/world/deployments-world.ts');
  return { wire: wiring.wire, wireAwait: wiring.wireAwait };
});
vi.mock('../../../functions/declare/environment.ts', () => ({
  readEnvironment: () => ({}),
  readAwaitEnvironment: () => ({}),
}));

import { isComplete, onEvent } from '../../../functions/declare/handler.ts';

export { isComplete, onEvent };
