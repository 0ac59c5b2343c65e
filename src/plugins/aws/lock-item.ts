/** The lock item in DynamoDB, as the original tool keeps it: it keeps that tool out while a run of ours goes on. */
import type * as DynamoDB from '@aws-sdk/client-dynamodb';
import type { LockHolder } from '../../contract/index.js';
import { nameOf } from './s3-log-files.js';

export interface LockItemPlace {
  readonly client: DynamoDB.DynamoDBClient;
  readonly sdk: typeof DynamoDB;
  readonly table: string;
  /** `<bucket>/<key>`. */
  readonly id: string;
  readonly signal: AbortSignal;
}

export interface LockItem {
  /** Takes the lock. One that an earlier holder of ours left behind is taken over; another tool's is not. */
  take(holder: LockHolder): Promise<void>;
  /** Releases it; one that is gone, or belongs to another, is left as it is. Without a holder it is removed, whoever has it. */
  release(holder: LockHolder | undefined): Promise<void>;
}

const PATIENCE_MS = 15_000;

export function lockItem({ client, sdk, table, id, signal }: LockItemPlace): LockItem {
  const key = { LockID: { S: id } };
  const options = () => ({ abortSignal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]) });
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
        await client.send(
          new sdk.PutItemCommand({
            TableName: table,
            Item: { ...key, holdfast_id: { S: holder.id }, holdfast_epoch: { N: epoch }, info: { S: about } },
            // We hold the log, so an older epoch of ours is over.
            ConditionExpression: 'attribute_not_exists(LockID) OR holdfast_epoch < :epoch OR holdfast_id = :id',
            ExpressionAttributeValues: { ':epoch': { N: epoch }, ':id': { S: holder.id } },
          }),
          options(),
        );
      } catch (error) {
        if (nameOf(error) !== 'ConditionalCheckFailedException') throw error;
        throw new Error(
          `another tool holds the lock: the item LockID = ${id} in the table ${table}. Wait for it; when it is certain that it is gone: holdfast esm unlock`,
        );
      }
    },
    async release(holder) {
      const mine =
        holder === undefined
          ? {}
          : { ConditionExpression: 'holdfast_id = :id', ExpressionAttributeValues: { ':id': { S: holder.id } } };
      try {
        await client.send(new sdk.DeleteItemCommand({ TableName: table, Key: key, ...mine }), options());
      } catch (error) {
        if (nameOf(error) !== 'ConditionalCheckFailedException') throw error;
      }
    },
  };
}
