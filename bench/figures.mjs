/** A time or a size as people read it. */
export const shown = (value) =>
  value >= 100 ? Math.round(value).toLocaleString("en") : value >= 1 ? value.toFixed(1) : value.toFixed(3);

export const median = (values) => values.sort((a, b) => a - b)[values.length >> 1];
