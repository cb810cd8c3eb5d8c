/** Any text that is not empty and holds no control characters. */
export const isNodeId = (id: string): boolean => id !== '' && !/\p{Cc}/u.test(id)
