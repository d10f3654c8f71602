/** How a person keeps the old client from renewing what was adopted: lines for a shell, as the client's own documents have them. Pure. */
import { listed } from '../../functions/engine/errors.ts';
import { shellWord } from '../shell-word.ts';
import type { Client, FoundCertificate } from './found.ts';

/** What must not be done to any of them. */
export const KEEP_ACCOUNT =
  'Do not unregister or deactivate the account, and revoke nothing: the renewer uses both from now on.';

/** @param isAll whether the client has no other certificate that it renews. */
export function switchOffLines(
  client: Client,
  adopted: readonly FoundCertificate[],
  isAll: boolean,
  folder: string,
): string[] {
  const path = folder.replace(/\/+$/, '');
  switch (client) {
    case 'certbot':
      return isAll
        ? [
            'sudo systemctl disable --now certbot.timer   # of Debian, Ubuntu, Fedora',
            'sudo systemctl disable --now snap.certbot.renew.timer   # of snap',
            'sudo rm -f /etc/cron.d/certbot; sudo crontab -l | grep certbot   # what is left',
          ]
        : adopted.map(
            ({ name }) =>
              `sudo sed -i '/^\\[renewalparams\\]/a autorenew = False' ${shellWord(`${path}/renewal/${name}.conf`)}`,
          );
    case 'acme.sh':
      return isAll
        ? [`${shellWord(`${path}/acme.sh`)} --uninstall-cronjob`]
        : adopted.map(({ name, otherName }) => {
            const ecc = otherName?.endsWith('_ecc') ? ' --ecc' : '';
            return `${shellWord(`${path}/acme.sh`)} --remove -d ${shellWord(name)}${ecc}`;
          });
    case 'lego':
      return [
        ...(isAll
          ? []
          : [
              `# Only what renews ${listed(
                adopted.map(({ name }) => name),
                5,
              )}; the rest stays.`,
            ]),
        'systemctl list-timers --all | grep -i lego   # then: sudo systemctl disable --now THAT.timer',
        'crontab -l | grep -i lego; grep -rl lego /etc/cron*   # then: remove that line (crontab -e)',
      ];
  }
}
