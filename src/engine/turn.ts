/** One turn of the event loop, so that a message that has come is seen; a timer would cost 4 ms. */
export function createTurn(): () => Promise<void> {
  const { port1, port2 } = new MessageChannel();
  return () =>
    new Promise((resolve) => {
      port1.onmessage = () => resolve();
      port2.postMessage(null);
    });
}
