"""Record a stub model in the place of Dream: how `test/trace/fixtures/recording.json` was made.

    python tools/record_stub.py test/trace/fixtures/recording.json

The logits are whole numbers over 64, of a formula that the test repeats, so that a trace recorded in Python can be
compared with the same decode in TypeScript. The loop calls the hooks where Dream's does.
"""

import sys

import torch

from record_trace import TraceRecorder

MASK, VOCABULARY, LENGTH, STEPS = 3, 16, 8, 6
PROMPT = [1, 9]


def stub_logits(forward, length):
    """[1, S, V]; row i is for the token at i + 1, as in Dream."""
    rows = [
        [((forward * 29 + (position + 1) * (position + 4) * 13 + token * token * 7 + token * position * 5) % 41) / 8
         + token / 64 for token in range(VOCABULARY)]
        for position in range(length)
    ]
    return torch.tensor([rows], dtype=torch.float32)


def generate(recorder):
    x = torch.tensor([PROMPT + [MASK] * LENGTH])
    times = torch.linspace(1, recorder.eps, STEPS + 1)
    x = recorder.tokens_hook(None, x, None)
    for i in range(STEPS):
        logits = stub_logits(i, x.shape[1])
        logits[:, :, MASK] = -torch.inf
        logits = logits.roll(1, dims=1)
        logits = recorder.logits_hook(i, x, logits)
        slots = (x[0] == MASK).nonzero().flatten()
        q = torch.softmax(logits[0, slots], dim=-1)
        score = (q * torch.log(q + 1e-10)).sum(dim=-1)
        count = int(torch.tensor(float(len(slots))) * (1 - times[i + 1] / times[i])) if i < STEPS - 1 else len(slots)
        chosen = slots[score.sort(descending=True, stable=True).indices[:count]]
        x[0, chosen] = logits[0, chosen].argmax(dim=-1)
        x = recorder.tokens_hook(i, x, logits)


if __name__ == "__main__":
    recorder = TraceRecorder(
        label="Stub of Dream", mask_id=MASK, pad_id=4, eos_ids=[2], piece=lambda token: f"t{token}", steps=STEPS,
        alg="entropy", candidates=4, prompt_text="one nine",
    )
    generate(recorder)
    recorder.save(sys.argv[1])
