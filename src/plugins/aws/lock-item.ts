/** The lock item in DynamoDB, as the original tool keeps it: it keeps that tool out while a run of ours goes on. */
import type * as DynamoDB from '@aws-sdk/client-dynamodb';
import type { LockHolder } from '../../contract/index.js';
import type { Clock } from '../../kernel/index.js';
import { awsError, nameOf } from './aws-errors.js';
import { withPatience } from './with-patience.js';

export interface LockItemPlace {
  readonly client: DynamoDB.DynamoDBClient;
  readonly sdk: typeof DynamoDB;
  readonly table: string;
  /** `<bucket>/<key>`. */
  readonly id: string;
  /** Milliseconds that an exchange may take. */
  readonly patience: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

export interface LockItem {
  /** Takes the lock. One that an earlier holder of ours left behind is taken over; another tool's is not. */
  take(holder: LockHolder): Promise<void>;
  /** Releases it; one that is gone, or belongs to another, is left as it is. Without a holder it is removed, whoever has it. */
  release(holder: LockHolder | undefined): Promise<void>;
}

export function lockItem({ client, sdk, table, id, patience, clock, signal }: LockItemPlace): LockItem {
  const exchange = { clock, patience, signal };
  const key = { LockID: { S: id } };
  const told = (error: unknown): Error => awsError(error, { kind: 'table', name: table, patience, signal });
  return {
    async take(holder) {
      const epoch = String(holder.epoch);
      const about = JSON.stringify({
        operation: holder.operation,
        machine: holder.machine,
        pid: holder.pid,
        since: holder.since,
      });
      try {
        const command = new sdk.PutItemCommand({
          TableName: table,
          Item: { ...key, holdfast_id: { S: holder.id }, holdfast_epoch: { N: epoch }, info: { S: about } },
          // We hold the log, so an older epoch of ours is over.
          ConditionExpression: 'attribute_not_exists(LockID) OR holdfast_epoch < :epoch OR holdfast_id = :id',
          ExpressionAttributeValues: { ':epoch': { N: epoch }, ':id': { S: holder.id } },
        });
        await withPatience(exchange, (options) => client.send(command, options));
      } catch (error) {
        if (nameOf(error) !== 'ConditionalCheckFailedException') throw told(error);
        throw new Error(`another tool holds the lock: the item LockID = ${id} in the table ${table}`);
      }
    },
    async release(holder) {
      const mine =
        holder === undefined
          ? {}
          : { ConditionExpression: 'holdfast_id = :id', ExpressionAttributeValues: { ':id': { S: holder.id } } };
      try {
        const command = new sdk.DeleteItemCommand({ TableName: table, Key: key, ...mine });
        await withPatience(exchange, (options) => client.send(command, options));
      } catch (error) {
        if (nameOf(error) !== 'ConditionalCheckFailedException') throw told(error);
      }
    },
  };
}
