/** Any text that is not empty and holds no control characters, nor half of a character (a lone surrogate): UTF-8 has none, nor has a model's name. */
export const isNodeId = (id: string): boolean => id !== '' && !/[\p{Cc}\p{Cs}]/u.test(id)
