/**
 * Two ticks of the deployed notify function: a trial of the token fails, and one is well again. As renew would, root writes
 * them down.
 */
import { DynamoDBClient, GetItemCommand, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import type { Aws } from '../support/world/aws.ts';
import type { DeployedApp } from '../support/world/deployed-app.ts';

/** @param until waits until it is so. */
export async function tellOfToken(
  { clientConfiguration }: Aws,
  { stackName, fireScheduleAt }: DeployedApp,
  until: (isSo: () => Promise<boolean>) => Promise<void>,
): Promise<void> {
  const tables = new DynamoDBClient(clientConfiguration);
  const TRIED = { certificateName: { S: 'token/tried' }, kind: { S: 'token' } };
  // The tick of the schedule before has asked renew for a trial: it must not overwrite the one that is written here.
  await until(async () => {
    const command = new GetItemCommand({
      TableName: `${stackName}-states`,
      Key: TRIED,
      ConsistentRead: true,
    });
    return (await tables.send(command)).Item !== undefined;
  });
  const tick = async (isTaken: boolean, causes: number) => {
    const Item = {
      ...TRIED,
      version: { S: 'another' },
      at: { S: new Date().toISOString() },
      ok: { BOOL: isTaken },
      zonesSeen: { L: [] },
      zonesLost: { L: [] },
    };
    await tables.send(new PutItemCommand({ TableName: `${stackName}-states`, Item }));
    await fireScheduleAt(new Date(), 'mails');
    const TableName = `${stackName}-observations`;
    await until(async () => {
      const { Items = [] } = await tables.send(new ScanCommand({ TableName }));
      return Items.length === causes && Items.every(({ told, claimedUntil }) => told && !claimedUntil);
    });
  };
  await tick(false, 1);
  await tick(true, 0);
}
