"""Record a decode of Dream's `diffusion_generate` as a Diffuscope trace.

Needs PyTorch and nothing else. Run it where the model runs and open the file in the page or with `diffuscope metrics`:

    from record_trace import TraceRecorder

    settings = dict(steps=256, alg="entropy", temperature=0.3, top_p=0.95)
    recorder = TraceRecorder(
        label="DiffuCoder-7B-Instruct",
        mask_id=151666, pad_id=151667, eos_ids=[151643, 151645],
        piece=lambda token: tokenizer.decode([token]),
        prompt_text="Write a function …",
        **settings,
    )
    model.diffusion_generate(
        input_ids, attention_mask=attention_mask, max_new_tokens=256, **settings,
        generation_tokens_hook_func=recorder.tokens_hook,
        generation_logits_hook_func=recorder.logits_hook,
    )
    recorder.save("trace.json")

What is measured: the logits as the sampler sees them, after the shift. Confidence, margin and negative entropy are
those of the tempered, filtered distribution, computed in the type of the logits, as the sampler does; raw
probabilities and entropies in float32.

What a hook cannot see:
- Proposals that were not committed. `sampledIds` holds the committed token, and else the most probable one, which at
  temperature 0 is what the sampler proposed. At a temperature above 0 the boundary of `maskgit_plus` is therefore
  left open (no ties, no gap) unless it is a tie at certainty, as it always is for `origin` and with `alg_temp`, where
  no score alone decides.
- Picks of the mask token, which leave their slot masked.

One sequence per recording. The prompt is what stands before the first mask; behind it all must be masked.
Source of the hooks: Dream `generation_utils.py:_sample`.
"""

import json
import math
import re
import time
from datetime import datetime, timezone

import torch

STRATEGIES = {
    "origin": "origin",
    "entropy": "entropy",
    "maskgit_plus": "maskgit-plus",
    "topk_margin": "topk-margin",
}
QUANTISATIONS = {torch.float32: "f32", torch.bfloat16: "bf16", torch.float16: "f16"}
LARGEST = 4096  # positions and steps that Diffuscope opens


class TraceRecorder:
    """Hand `tokens_hook` and `logits_hook` to one call of `diffusion_generate`, then call `save`.

    `steps`, `alg`, `temperature`, `top_p`, `top_k`, `alg_temp` and `eps` must be those of that call: the hooks are not
    told. `piece` gives the text of a token id. `sha256` is that of the checkpoint, if known (64 hexadecimal digits).
    """

    def __init__(
        self, *, label, mask_id, pad_id, eos_ids, piece, steps, alg="origin", temperature=0.0, top_p=None, top_k=None,
        alg_temp=None, eps=1e-3, candidates=8, prompt_text="", seed=0, sha256="0" * 64,
    ):
        if alg not in STRATEGIES:
            raise ValueError(f"alg is {alg!r}; it must be one of {', '.join(STRATEGIES)}")
        if not 1 <= steps <= LARGEST:
            raise ValueError(f"steps is {steps}; Diffuscope opens 1 to {LARGEST}")
        if not re.fullmatch("[0-9a-f]{64}", sha256):
            raise ValueError("sha256 must be 64 hexadecimal digits")
        self.label, self.mask_id, self.pad_id, self.eos_ids = label, mask_id, pad_id, list(eos_ids)
        self.piece, self.prompt_text, self.seed, self.sha256 = piece, prompt_text, seed, sha256
        self.steps, self.alg, self.temperature = steps, alg, temperature
        self.top_p, self.top_k, self.alg_temp, self.eps = top_p, top_k, alg_temp or 0.0, eps
        self.candidates = candidates
        self.grid = torch.linspace(1, eps, steps + 1)
        self.prompt = None
        self.records, self.millis = [], []

    # The hooks

    def tokens_hook(self, step, x, logits):
        """Called before the first step with `None`, then after every update. Returns `x` as it is."""
        canvas = x[0].tolist()
        if step is None:
            self._begin(canvas, x.shape[0])
        else:
            self._finish_step(step, canvas)
        self.canvas = canvas
        self.clock = time.perf_counter()
        return x

    def logits_hook(self, step, x, logits):
        """Called after every forward pass, with the shifted logits. Returns them as they are."""
        if logits.is_cuda:
            torch.cuda.synchronize(logits.device)
        forward = time.perf_counter() - self.clock
        start = len(self.prompt)
        self.masked = [p for p, token in enumerate(self.canvas[start:]) if token == self.mask_id]
        rows = torch.tensor(self.masked, device=logits.device, dtype=torch.long) + start
        self._measure(logits[0].index_select(0, rows))
        self.type, self.device, self.vocabulary = logits.dtype, str(logits.device), logits.shape[-1]
        # The time of the measurement is not the model's.
        self.clock = time.perf_counter() - forward
        return logits

    def save(self, path):
        """Write the trace. A run that was cut short is saved as far as it went."""
        with open(path, "w", encoding="utf-8") as file:
            file.write(self.to_json())

    # A step

    def _begin(self, canvas, batch):
        if batch != 1:
            raise ValueError(f"the batch holds {batch} sequences; record one at a time")
        if self.mask_id not in canvas:
            raise ValueError("there is no mask to fill")
        start = canvas.index(self.mask_id)
        length = len(canvas) - start
        if canvas[start:] != [self.mask_id] * length:
            raise ValueError("there are tokens behind the first mask; only a canvas of masks can be recorded")
        if length > LARGEST:
            raise ValueError(f"the canvas has {length} positions; Diffuscope opens {LARGEST}")
        self.prompt, self.length = canvas[:start], length
        self.records, self.millis = [], []

    def _measure(self, logits):
        """Statistics of the masked rows, [M, V]; what depends on the tokens drawn waits for `_finish_step`."""
        raw = torch.log_softmax(logits.float(), dim=-1)
        count = min(self.candidates, raw.shape[-1])
        values, ids = torch.topk(raw, count, dim=-1)
        # Equal values to the lowest id, of those that are kept.
        ids, order = ids.sort(dim=-1, stable=True)
        values, by_value = values.gather(-1, order).sort(dim=-1, descending=True, stable=True)
        self.top_ids, self.top_log_probs = ids.gather(-1, by_value), values
        probabilities = raw.exp()
        self.entropy = -torch.where(probabilities > 0, probabilities * raw, 0.0).sum(dim=-1)
        q = torch.softmax(self._filtered(logits), dim=-1)
        two = torch.topk(q, 2, dim=-1).values
        self.margin = two[:, 0] - two[:, 1]
        self.negative_entropy = torch.sum(q * torch.log(q + 1e-10), dim=-1)
        self.raw, self.q, self.best = probabilities, q, q.argmax(dim=-1)

    def _filtered(self, logits):
        """Temperature, then top-p, then top-k. Dropped tokens get the lowest finite number, as in the source."""
        lowest = torch.finfo(logits.dtype).min
        if self.temperature > 0:
            logits = logits / self.temperature
        if self.top_p is not None and self.top_p < 1:
            values, ids = logits.sort(dim=-1, descending=True)
            before = torch.softmax(values, dim=-1).cumsum(dim=-1).roll(1, dims=-1)
            before[:, 0] = 0  # the first token always stays
            dropped = torch.zeros_like(logits, dtype=torch.bool).scatter(-1, ids, before > self.top_p)
            logits = logits.masked_fill(dropped, lowest)
        if self.top_k is not None:
            least = torch.topk(logits, min(self.top_k, logits.shape[-1]), dim=-1).values[:, -1:]
            logits = logits.masked_fill(logits < least, lowest)
        return logits

    def _finish_step(self, step, canvas):
        start = len(self.prompt)
        masked = set(self.masked)
        committed, remasked = {}, []
        for position in range(self.length):
            old, new = self.canvas[start + position], canvas[start + position]
            if old == new:
                continue
            if new == self.mask_id:
                remasked.append(position)
            elif position in masked:
                committed[position] = new
            else:
                raise ValueError(f"step {step} overwrites position {position}, which Dream's sampler never does")
        if canvas[:start] != self.prompt:
            raise ValueError(f"step {step} changes the prompt")
        sampled = self.best.clone()
        for row, position in enumerate(self.masked):
            if position in committed:
                sampled[row] = committed[position]
        picked = sampled.unsqueeze(-1)
        confidence = self.q.gather(-1, picked).squeeze(-1)
        # In the type they were compared in.
        scores = {"maskgit_plus": confidence, "topk_margin": self.margin, "entropy": self.negative_entropy}.get(self.alg)
        scores = None if scores is None else scores.float().tolist()
        unmask, boundary = self._order(committed, scores)
        limit = math.log(self.raw.shape[-1])
        self.records.append({
            "step": step,
            "block": 0,
            "quota": self._quota(step),
            "unmask": [number for position in unmask for number in (position, committed[position])],
            "remask": remasked,
            "boundary": boundary,
            "candidates": self.top_ids.shape[-1],
            "positions": self.masked,
            "sampledIds": sampled.tolist(),
            "topIds": self.top_ids.flatten().tolist(),
            "topLogProbs": numbers(self.top_log_probs.clamp(max=0)),
            "entropy": numbers(self.entropy.clamp(0, limit)),
            "rawConfidence": numbers(self.raw.gather(-1, picked).squeeze(-1)),
            "confidence": numbers(confidence),
            "margin": numbers(self.margin),
            "negativeEntropy": numbers(self.negative_entropy.clamp(-limit, 0)),
        })
        self.millis.append(round((time.perf_counter() - self.clock) * 1000, 3))

    def _order(self, committed, scores):
        """The committed positions, surest first, and how close the choice was."""
        nothing = {"ties": 0, "gap": None}
        if scores is None:
            return sorted(committed), nothing
        score = dict(zip(self.masked, scores))
        order = sorted(committed, key=lambda position: (-score[position], position))
        left_out = [score[position] for position in self.masked if position not in committed]
        if self.alg_temp > 0 or not order or not left_out:
            return order, nothing
        last, first_out = score[order[-1]], max(left_out)
        # A score of 1 is certain: only one token was left to draw.
        if self.alg == "maskgit_plus" and self.temperature > 0 and not last == first_out == 1:
            return order, nothing
        if last < first_out:  # a pick of the mask token was surer, and cannot be seen
            return order, nothing
        ties = sum(value == last for value in scores) if last == first_out else 0
        return order, {"ties": ties, "gap": float(f"{last - first_out:.9g}")}

    def _quota(self, step):
        """Tokens that Dream's schedule asks for, in float32 as there."""
        count = torch.tensor(float(len(self.masked)))
        if step == self.steps - 1:
            return int(count)
        return int(count * (1 - self.grid[step + 1] / self.grid[step]))

    # The file

    def to_json(self):
        """The trace as text; format `diffuscope-trace`, schema version 2."""
        if not self.records:
            raise ValueError("nothing was recorded: were both hooks handed to diffusion_generate?")
        used = {self.mask_id, *self.prompt}
        for record in self.records:
            used.update(record["topIds"], record["sampledIds"], record["unmask"][1::2])
        now = datetime.now(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        fields = {
            "format": "diffuscope-trace",
            "schemaVersion": 2,
            "createdAt": now,
            "model": {
                "id": re.sub("[^a-z0-9.]+", "-", self.label.lower()).strip("-.")[:64] or "recorded",
                "label": self.label,
                "quantisation": QUANTISATIONS.get(self.type, "unknown"),
                "sha256": self.sha256,
                "tokens": {"mask": self.mask_id, "pad": self.pad_id, "eos": self.eos_ids},
                "vocabularySize": self.vocabulary,
            },
            "runtime": {
                "provider": "other",
                "detail": f"PyTorch {torch.__version__} on {self.device}",
                "version": "record_trace.py",
            },
            "promptText": self.prompt_text,
            "prompt": self.prompt,
            "request": {
                "maskId": self.mask_id,
                "canvasLength": self.length,
                "steps": self.steps,
                "blockLength": self.length,
                "strategy": STRATEGIES[self.alg],
                "schedule": "dream",
                "eps": self.eps,
                "skipEmptySteps": False,
                "algTemp": self.alg_temp,
                "sampling": {
                    "temperature": self.temperature,
                    "topP": self.top_p,
                    "topK": self.top_k,
                    "order": "temperature-first",
                    "suppressMask": False,
                    "precision": "float32",
                },
                "candidates": self.records[0]["candidates"],
                "seed": str(self.seed),
            },
            "finish": "complete" if len(self.records) == self.steps else "stopped",
            "final": self.canvas[len(self.prompt):],
            "stepMillis": self.millis,
            "pieces": {str(token): self.piece(token) for token in sorted(used)},
        }
        lines = [f"{json.dumps(name)}:{compact(value)}" for name, value in fields.items()]
        steps = ",\n".join(compact(record) for record in self.records)
        return "{\n" + ",\n".join(lines) + f',\n"steps":[\n{steps}\n]\n}}\n'


def compact(value):
    return json.dumps(value, separators=(",", ":"), allow_nan=False)


def numbers(tensor):
    """float32 as short decimals that keep it; −∞ as the text that JSON lacks a number for."""
    values = tensor.float().flatten().tolist()
    return ["-Infinity" if value == -math.inf else float(f"{value:.9g}") for value in values]
