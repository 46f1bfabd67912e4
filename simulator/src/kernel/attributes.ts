/** An answer that says more beside its data. */
export class WithAttributes {
  readonly data: unknown;
  /** Stand beside `data` in the body: `total` of a list that was cut, `changes` that wait to be applied. */
  readonly attributes: Readonly<Record<string, unknown>>;

  constructor(data: unknown, attributes: Readonly<Record<string, unknown>>) {
    this.data = data;
    this.attributes = attributes;
  }
}
