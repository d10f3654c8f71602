import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { addressesTried, compileParserOnce } from '../../../functions/engine/connections.ts';

function aFailure(address: string, code: string): Error {
  return Object.assign(new Error(`connect ${code} ${address}:443`), { address, code });
}

const BOTH = new AggregateError([aFailure('192.0.2.1', 'ETIMEDOUT'), aFailure('2001:db8::1', 'ENETUNREACH')]);
const TEXT = 'none of its addresses took the connection: 192.0.2.1 (ETIMEDOUT), 2001:db8::1 (ENETUNREACH)';

describe('addressesTried', () => {
  it('names each address and what came of it', () => {
    expect(addressesTried(BOTH)).toBe(TEXT);
  });

  it('finds them behind the error that undici puts before them', () => {
    expect(addressesTried(new Error('Connect Timeout Error', { cause: BOTH }))).toBe(TEXT);
  });

  it.each([new Error('socket hang up'), 'text', undefined])(
    'is silent about any other failure: %s',
    (thrown) => {
      expect(addressesTried(thrown)).toBeUndefined();
    },
  );
});

describe('compileParserOnce', () => {
  /** What V8 writes past `process.stderr`, in a process of its own. */
  const saidBy = (code: string) => {
    const args = ['--disable-warning=ExperimentalWarning', '--input-type=module-typescript', '-e', code];
    const { stderr, status } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    return { stderr, status };
  };
  const connections = new URL('../../../functions/engine/connections.ts', import.meta.url).href;
  const setIt = `
    import { setFlagsFromString } from 'node:v8';
    import { compileParserOnce } from '${connections}';
    compileParserOnce(setFlagsFromString);
  `;

  it('sets the flag in this Node, which knows it', () => {
    const flags: string[] = [];

    compileParserOnce((flag) => flags.push(flag));

    expect(flags).toEqual(['--wasm-tiering-budget=2000000000']);
    expect(saidBy(setIt)).toEqual({ stderr: '', status: 0 });
  });

  it('is silent in a V8 that may not know it: that would tell the standard error', () => {
    const unknown = "import { setFlagsFromString } from 'node:v8'; setFlagsFromString('--no-such-budget=1');";
    expect(saidBy(unknown).stderr).toContain('unrecognized flag --no-such-budget=1');

    const flags: string[] = [];
    compileParserOnce((flag) => flags.push(flag), '99.1.0');
    expect(flags).toEqual([]);
  });
});
