"""Feature extraction: a new classifier on features of an unchanged network."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from tlgui.errors import Problem
from tlgui.settings import setting
from tlgui.specification.run_spec import RunSpec
from tlgui.strategies.base import Batches, DataFacts, Family, Needs, Phase, Strategy, Texts, Words
from tlgui.strategies.start import start_problems, start_setting
from tlgui.texts import Text

if TYPE_CHECKING:
    from tlgui.models.network import Network


class FeatureExtraction(Strategy):
    """Compute features with a pretrained network and fit a new classifier on the target's labels.

    Features are the output of one layer (the run's setting ``frozen``: the last by default, an intermediate stage otherwise, averaged over the
    picture); with ``start_from``, those of the bottleneck of a network that was trained before. Classifiers are scikit-learn's; for values, the
    corresponding regressor. Confidence is the classifier's own probability. A support vector machine has none, so it is the softmax of its
    margins, which says how clear-cut a prediction is, not how often such predictions are right.
    """

    key = "feature-extraction"
    family = Family.MODEL
    paper = "Donahue et al., DeCAF: A Deep Convolutional Activation Feature for Generic Visual Recognition, ICML 2014, arXiv:1310.1531"
    equation = r"\min_{W, b}\ \frac{1}{2}\|W\|^2 + C\sum_{i=1}^{n_t} \ell_{\mathrm{log}}\big(W f(x_i^t) + b,\, y_i^t\big)"
    symbols = Text(
        "W, b: the head’s weights; C: how much the pictures count against small weights.",
        "W、b：头部的权重；C：图片相对于小权重的重要程度。",
    )
    texts = Texts(
        en=Words(
            name="Feature extraction",
            idea="Keeps the pretrained network as it is and fits a new classifier on the features that one of its layers gives.",
            helps="There are few labels and little time: there is almost nothing to overfit, and it takes seconds.",
            fails="The pretraining saw nothing like these pictures. Try an earlier layer (Frozen layers), or fine-tuning.",
            watch="Accuracy on the target's validation part, for different classifiers and layers: features come from the last of the Frozen "
            "layers.",
        ),
        zh=Words(
            name="特征提取",
            idea="预训练网络保持不变，在其某一层给出的特征上拟合一个新的分类器。",
            helps="标签少、时间少：几乎不会过拟合，只需几秒。",
            fails="预训练从未见过类似图片时。可尝试更早的层（“冻结的层”），或改用微调。",
            watch="不同分类器与不同层在目标域验证部分上的准确率：特征取自“冻结的层”中的最后一层。",
        ),
    )
    needs = Needs(target_images=True, target_labels=True)
    on_backbone = True
    does_not_join = Text(
        "{whole}: feature extraction fits a classifier at once and has no loss to add up; chain it with a comma instead.",
        "{whole}：特征提取是一次性拟合分类器，没有可相加的损失；请改用逗号串联。",
    )
    nothing_follows = Text(
        "{whole}: nothing is trained after feature extraction; put it last.",
        "{whole}：特征提取之后不再训练；请把它放在最后。",
    )

    class Settings(Strategy.Settings):
        """Which classifier, how strongly it is regularized, and on features of which network."""

        classifier: Literal["logistic", "svm", "svm_radial", "neighbours", "perceptron"] = setting(
            "logistic",
            choices={
                "logistic": Text("logistic regression (values: ridge)", "逻辑回归（数值：岭回归）"),
                "svm": Text("support vector machine, linear", "支持向量机（线性）"),
                "svm_radial": Text("support vector machine, radial", "支持向量机（径向核）"),
                "neighbours": Text("nearest neighbors", "最近邻"),
                "perceptron": Text("small multilayer perceptron", "小型多层感知机"),
            },
            label=Text("Classifier", "分类器"),
            help=Text(
                "What is fitted to the features, also for values. The first is hard to beat with few labels; the last three can follow curves.",
                "在特征上拟合什么，数值任务也适用。标签少时第一种很难被超过；后三种能拟合曲线关系。",
            ),
        )
        inverse_regularisation: float = setting(
            1.0,
            ge=1e-4,
            le=1e4,
            label=Text("Freedom C", "自由度 C"),
            help=Text(
                "Inverse of the regularization. Smaller is more careful; use it with few pictures.",
                "正则化强度的倒数。越小越谨慎；图片很少时用小值。",
            ),
            shown_when=("classifier", ("logistic", "svm", "svm_radial", "perceptron")),
        )
        neighbours: int = setting(
            5,
            ge=1,
            le=100,
            step=1,
            label=Text("Neighbors k", "近邻数 k"),
            help=Text(
                "How many of the nearest training pictures decide; no more than there are.",
                "由最近的多少张训练图片决定；不超过训练图片总数。",
            ),
            shown_when=("classifier", ("neighbours",)),
        )
        hidden: int = setting(
            64,
            ge=2,
            le=1024,
            step=1,
            label=Text("Hidden units", "隐藏单元"),
            help=Text(
                "Width of the perceptron's one hidden layer. Wider follows finer differences and overfits sooner.",
                "感知机唯一隐藏层的宽度。越宽越能拟合细微差别，也越容易过拟合。",
            ),
            shown_when=("classifier", ("perceptron",)),
        )
        start_from: str = start_setting()

    settings: Settings

    def phases(self, network: Network) -> list[Phase]:
        estimator = self._classifier() if network.task.kind.one_class else self._regressor()
        return [Phase("fit", estimator=estimator, batches=Batches(target_labels=True))]

    def problems(self, facts: DataFacts, spec: RunSpec) -> list[Problem]:
        return start_problems(self.settings.start_from, facts)

    def _classifier(self) -> Any:
        from sklearn.linear_model import LogisticRegression
        from sklearn.multiclass import OneVsRestClassifier
        from sklearn.neighbors import KNeighborsClassifier
        from sklearn.neural_network import MLPClassifier
        from sklearn.svm import SVC, LinearSVC

        freedom = self.settings.inverse_regularisation
        make = {
            "logistic": lambda: LogisticRegression(C=freedom, max_iter=1000),
            "svm": lambda: LinearSVC(C=freedom, max_iter=10_000, random_state=0),
            "svm_radial": lambda: OneVsRestClassifier(SVC(C=freedom)),
            "neighbours": lambda: KNeighborsClassifier(self.settings.neighbours),
            "perceptron": lambda: MLPClassifier(**self._of_perceptron()),
        }
        return make[self.settings.classifier]()

    def _regressor(self) -> Any:
        from sklearn.linear_model import Ridge
        from sklearn.neighbors import KNeighborsRegressor
        from sklearn.neural_network import MLPRegressor
        from sklearn.svm import SVR

        freedom = self.settings.inverse_regularisation
        make = {
            "logistic": lambda: Ridge(alpha=1 / freedom),
            "svm": lambda: SVR(kernel="linear", C=freedom),
            "svm_radial": lambda: SVR(C=freedom),
            "neighbours": lambda: KNeighborsRegressor(self.settings.neighbours),
            "perceptron": lambda: MLPRegressor(**self._of_perceptron()),
        }
        return make[self.settings.classifier]()

    def _of_perceptron(self) -> dict[str, Any]:
        """The penalty is that of the logistic regression with the same C; the run's seed draws the weights."""
        import torch

        seed = int(torch.randint(2**31 - 1, ()))
        alpha = 1 / self.settings.inverse_regularisation
        return {"hidden_layer_sizes": (self.settings.hidden,), "alpha": alpha, "max_iter": 500, "random_state": seed}
