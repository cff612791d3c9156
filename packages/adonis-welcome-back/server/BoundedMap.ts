/** A map that is emptied when it is full. */
export default class BoundedMap<Key, Value> extends Map<Key, Value> {
  constructor(private max: number) {
    super()
  }

  public set(key: Key, value: Value) {
    if (this.size === this.max) this.clear()
    return super.set(key, value)
  }
}
