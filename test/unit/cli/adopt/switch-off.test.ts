import { describe, expect, it } from 'vitest';
import type { FoundCertificate } from '../../../../cli/adopt/found.ts';
import { switchOffLines } from '../../../../cli/adopt/switch-off.ts';

const aFound = (name: string, otherName?: string): FoundCertificate => ({
  name,
  otherName,
  source: name,
  certificatePem: '',
  chainPem: '',
  privateKeyPem: '',
});

describe('switchOffLines', () => {
  it('stops certbot’s timers where all move', () => {
    expect(switchOffLines('certbot', [aFound('example.com')], true, '/etc/letsencrypt')).toEqual([
      'sudo systemctl disable --now certbot.timer   # of Debian, Ubuntu, Fedora',
      'sudo systemctl disable --now snap.certbot.renew.timer   # of snap',
      'sudo rm -f /etc/cron.d/certbot; sudo crontab -l | grep certbot   # what is left',
    ]);
  });

  it('keeps certbot from renewing those that move, where others stay', () => {
    expect(switchOffLines('certbot', [aFound("it's mine")], false, '/etc/letsencrypt/')).toEqual([
      "sudo sed -i '/^\\[renewalparams\\]/a autorenew = False' '/etc/letsencrypt/renewal/it'\\''s mine.conf'",
    ]);
  });

  it('names acme.sh’s own commands', () => {
    const found = [aFound('*.example.org', '*.example.org_ecc'), aFound('example.com', 'example.com')];

    expect(switchOffLines('acme.sh', found, true, '/root/.acme.sh')).toEqual([
      '/root/.acme.sh/acme.sh --uninstall-cronjob',
    ]);
    expect(switchOffLines('acme.sh', found, false, '/root/.acme.sh')).toEqual([
      "/root/.acme.sh/acme.sh --remove -d '*.example.org' --ecc",
      '/root/.acme.sh/acme.sh --remove -d example.com',
    ]);
  });

  it('has a person search for what starts lego', () => {
    expect(switchOffLines('lego', [aFound('example.com')], true, '.lego')).toEqual([
      'systemctl list-timers --all | grep -i lego   # then: sudo systemctl disable --now THAT.timer',
      'crontab -l | grep -i lego; grep -rl lego /etc/cron*   # then: remove that line (crontab -e)',
    ]);
  });

  it('says which of lego’s timers go where others stay: each has one of its own', () => {
    const [first] = switchOffLines('lego', [aFound('example.com'), aFound('*.example.org')], false, '.lego');

    expect(first).toBe('# Only what renews example.com, *.example.org; the rest stays.');
  });
});
