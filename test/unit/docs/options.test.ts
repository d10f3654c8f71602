import { describe, expect, it } from 'vitest';
import { writeOptionsPage } from './options-page.ts';
import { rowsOf, sectionsOf } from './page-parts.ts';

describe('docs/options.md', () => {
  it('says what the command says of itself', async () => {
    await expect(writeOptionsPage()).toMatchFileSnapshot('../../../docs/options.md');
  });

  it('has each subcommand with its arguments, its options and their defaults', () => {
    const sections = sectionsOf(writeOptionsPage(), 2);
    const pull = sections.find(({ heading }) => heading === 'pull')?.text ?? '';
    const doctor = sections.find(({ heading }) => heading === 'doctor')?.text ?? '';

    expect(sections.map(({ heading }) => heading)).toEqual(
      'doctor, try, sweep, advise, init, token set, status, dashboard, renew, revoke, remove, pull, adopt, alert test, logs'.split(
        ', ',
      ),
    );
    expect(rowsOf(pull).slice(0, 3)).toEqual([
      ['argument or option', 'meaning'],
      ['`name`', 'the certificate, as status names it'],
      ['`--out <folder>`', 'where live/ and archive/ are, or are made'],
    ]);
    expect(doctor).toMatch(/^\| `--server, --directory <ca>` \| the CA: .* \(default: production\) \|$/m);
    expect(doctor).toMatch(/^dnscale-certs doctor -d example\.com -d '\*\.example\.com'$/m);
  });
});
