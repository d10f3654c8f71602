/**
 * Bucket, table and token secret outlive their stack, under names that follow from the stack's. A later stack
 * of that name takes them over with `-c existingData=true`: it then uses them and creates none of them.
 */
export type DataProps = {
  /** Use the bucket, table and token secret that an earlier stack of this name left. @default false - make new ones */
  existingData: boolean;
};
