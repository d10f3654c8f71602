import { describe, expect, it } from 'vitest';
import { versionDifference } from '../../../../cli/renewer/version-difference.ts';

function between(version: string, own: string) {
  return versionDifference({ renewerName: 'Shop', version }, own);
}

describe('versionDifference', () => {
  it('says nothing of the same release', () => {
    expect(between('0.1.0', '0.1.0')).toBeUndefined();
  });

  it.each(['0.2.0', '1.0.0', '0.1.10', '0.10.0'])('names the command of a newer renewer (%s)', (version) => {
    expect(between(version, '0.1.9')).toBe(
      `Shop was deployed by release ${version}, and this command is 0.1.9. It may not show or do all that is there: npx dnscale-certs@${version} does.`,
    );
  });

  it.each(['0.0.9', '0.1.0-beta.1', 'unknown'])(
    'says of an older renewer (%s) when it gets what is new',
    (version) => {
      expect(between(version, '0.1.0')).toBe(
        `Shop was deployed by release ${version}, and this command is 0.1.0. What is new in 0.1.0 begins with its next deployment.`,
      );
    },
  );
});
