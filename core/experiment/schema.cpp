// The table of keys. Order is the order of the help.
#include "core/experiment/schema.h"

#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/experiment/cell_names.h"
#include "core/experiment/experiment.h"
#include "core/experiment/map.h"
#include "core/experiment/plane_names.h"

namespace tani::schema {

namespace {

Key text(std::string name, Text help) { return {std::move(name), Kind::text, "", std::move(help)}; }

Key number(std::string name, std::string standard, Bounds bounds, Text help) {
    return {std::move(name), Kind::number, std::move(standard), std::move(help), bounds};
}

Key whole(std::string name, std::string standard, Bounds bounds, Text help) {
    return {std::move(name), Kind::whole, std::move(standard), std::move(help), bounds};
}

Key choice(std::string name, std::string standard, std::vector<std::string> choices, Text help) {
    return {std::move(name), Kind::choice, std::move(standard),
            std::move(help), {},           std::move(choices)};
}

Key list(std::string name, std::string standard, std::vector<std::string> choices, Text help) {
    return {std::move(name), Kind::list, std::move(standard),
            std::move(help), {},         std::move(choices)};
}

Key plain(std::string name, Kind kind, std::string standard, Text help) {
    return {std::move(name), kind, std::move(standard), std::move(help)};
}

Key table(std::string name, Kind kind, std::string standard, Text help, std::vector<Key> keys) {
    return {std::move(name), kind, std::move(standard), std::move(help), {}, {}, std::move(keys)};
}

std::vector<Key> of_lab(const char* lab, std::vector<Key> keys) {
    for (Key& key : keys) key.lab = lab;
    return keys;
}

std::vector<Key> repeated(std::vector<Key> keys) {
    for (Key& key : keys) key.repeated = true;
    return keys;
}

std::vector<Key> surface_keys() {
    return {
        plain("name", Kind::word, "valley",
              {"A surface of the catalogue: tani list surfaces",
               "一覧にある曲面の名前（tani list surfaces）"}),
        plain("formula", Kind::formula, "",
              {"Instead of a name: a formula in x, y and the constants",
               "名前の代わりに、x・y・定数の式"}),
        plain("constants", Kind::constants, "the catalogue's",
              {"Values of the named numbers in the formula", "式の中の定数の値"}),
        plain("x", Kind::pair, "the catalogue's, or [-5, 5]",
              {"The range of x that is drawn", "描くxの範囲"}),
        plain("y", Kind::pair, "the catalogue's, or [-5, 5]",
              {"The range of y that is drawn", "描くyの範囲"}),
        number("rotate", "0", {-360, 360},
               {"Turns the surface about the origin, counter-clockwise, in degrees",
                "原点のまわりの回転（度、反時計回り）"}),
    };
}

Key schedule_key() {
    Key schedule = table(
        "schedule", Kind::named, "none",
        {"How lr follows the steps of the run, counted from its start also after "
         "a change; {} is none",
         "学習率の時間変化。ステップは途中の変更の後も実行の最初から数える。{}でなし"},
        {plain("name", Kind::word, "",
               {"A schedule: tani list schedules", "スケジュールの名前（tani list schedules）"})});
    schedule.open = {"A parameter of the schedule: tani list schedules",
                     "スケジュールのパラメータ（tani list schedules）"};
    schedule.example = "cosine";
    return schedule;
}

/// What every rule can say, also one inside another.
std::vector<Key> rule_keys() {
    const Bounds positive = {.least = 0, .least_open = true};
    return {
        plain("name", Kind::word, "sgd",
              {"An update rule: tani list optimizers", "更新則の名前（tani list optimizers）"}),
        table("clip", Kind::table, "none",
              {"Gradient clipping: one of norm and value",
               "勾配クリッピング（norm か value のどちらか）"},
              {number("norm", "", positive,
                      {"The longest gradient that the rule is given",
                       "更新則に渡す勾配のノルムの上限"}),
               number("value", "", positive,
                      {"The largest magnitude of each coordinate of the gradient",
                       "勾配の各成分の絶対値の上限"})}),
        schedule_key(),
    };
}

const Text any_parameter = {"A parameter of the rule: tani list optimizers",
                            "更新則のパラメータ（tani list optimizers）"};

Key inner_key() {
    Key inner = table("inner", Kind::named, "sgd",
                      {"The rule inside a rule around another (sam, lookahead): any other rule, "
                       "with its parameters, clip and schedule",
                       "別の更新則を包む更新則（sam、lookahead）の内側の更新則。パラメータ、clip、"
                       "scheduleも書ける"},
                      repeated(rule_keys()));
    inner.open = any_parameter;
    return inner;
}

std::vector<Key> optimizer_keys() {
    std::vector<Key> keys = rule_keys();
    keys.push_back(inner_key());
    keys.push_back(
        table("average", Kind::table, "none",
              {"Polyak–Ruppert averaging: the mean of the run's points is shown beside it; {} is none",
               "Polyak–Ruppert平均：実行の点の平均を並べて示す。{}でなし"},
              {whole("from", "", {0, most_steps},
                     {"The first step whose point counts", "平均に入れる最初のステップ"})}));
    return keys;
}

/// What a run and a change may override.
std::vector<Key> settings_keys() {
    Key optimizer =
        table("optimizer", Kind::named, "sgd",
              {"The update rule and its parameters; a name alone stands for its defaults",
               "更新則とそのパラメータ（名前だけなら既定値）"},
              optimizer_keys());
    optimizer.open = any_parameter;
    Key surface = table("surface", Kind::named, "valley", {"What is minimised", "最小化する曲面"},
                        surface_keys());
    surface.lab = "surface";
    return {
        std::move(surface),
        std::move(optimizer),
        table("noise", Kind::table, "none",
              {"Random disturbances, the same for all runs of one seed",
               "雑音（シードが同じなら全ての実行で共通）"},
              {number("gradient", "0", {.least = 0},
                      {"Standard deviation of Gaussian noise on every gradient",
                       "勾配に加えるガウス雑音の標準偏差"})}),
        table("stop", Kind::table, "none",
              {"When a run ends before its last step", "最後のステップより前に終える条件"},
              {number("tolerance", "0", {.least = 0},
                      {"The run ends where the quantity falls below this; 0 is never",
                       "量がこれを下回ると終了（0は終了しない）"}),
               choice("on", "grad_norm", {"grad_norm", "loss", "step_length"},
                      {"The quantity", "見る量"})}),
    };
}

void append(std::vector<Key>& keys, std::vector<Key> more) {
    for (Key& key : more) keys.push_back(std::move(key));
}

Key batch_key() {
    Key key = plain("batch", Kind::batch, "32",
                 {"Networks: samples of a mini-batch, or \"all\"",
                  "ネットワーク：ミニバッチの大きさ、または \"all\""});
    key.lab = "network";
    return key;
}

Key named(std::string name, std::string standard, std::string example, Text help,
          Text name_help) {
    Key key = table(std::move(name), Kind::named, std::move(standard), std::move(help),
                    {plain("name", Kind::word, "", std::move(name_help))});
    key.example = std::move(example);
    key.open = {"A parameter of what the name says", "名前の指すもののパラメータ"};
    return key;
}

Key network_key() {
    return table(
        "network", Kind::table, "one hidden layer",
        {"Networks: what is trained", "ネットワーク：学習するネットワーク"},
        {plain("layers", Kind::layers, R"([{ dense = 16 }, "tanh", { dense = outputs }])",
               {"The layers in order: tani list layers and tani list activations; { repeat = 3, "
                "layers = [...] } repeats, with shared = true the same weights",
                "層を順に並べる（tani list layers、tani list activations）。{ repeat = 3, layers = "
                "[...] } は繰り返し、shared = true なら同じ重みを使う"}),
         whole("depth", "1; initializer lab: 5", {.least = 1, .most = 300},
               {"Instead of layers: how many hidden layers, all alike",
                "layersの代わりに、同じ形の隠れ層の数"}),
         whole("width", "16; initializer lab: 100", {.least = 1, .most = 4096},
               {"Their units", "隠れ層のユニット数"}),
         plain("activation", Kind::layer, "tanh; initializer lab: sigmoid",
               {"Their activation: tani list activations", "隠れ層の活性化関数（tani list activations）"}),
         plain("normalization", Kind::layer, "none",
               {"A normalization before each activation: batch_norm, layer_norm; \"none\"",
                "活性化関数の前の正規化（batch_norm、layer_norm）。\"none\"でなし"}),
         plain("shared", Kind::toggle, "false",
               {"Whether all hidden layers but the first have the same weights, as the steps of a "
                "recurrent network have",
                "2層目からの隠れ層が同じ重みを使うか（再帰型ネットワークの時刻と同じ）"}),
         named("loss", "what suits the data", "huber", {"What is made small", "小さくする損失"},
               {"A loss: tani list losses", "損失の名前（tani list losses）"}),
         named("initializer", "pytorch", "he_normal", {"How weights begin", "重みの初期値"},
               {"An initializer: tani list initializers", "初期化の名前（tani list initializers）"}),
         named("bias_initializer", "the initializer's, else zeros", "zeros",
               {"How biases begin", "バイアスの初期値"},
               {"An initializer: tani list initializers", "初期化の名前（tani list initializers）"}),
         table("penalty", Kind::table, "none",
               {"Added to the loss: l1·Σ|w| + l2·Σw²", "損失に加える項：l1·Σ|w| + l2·Σw²"},
               {number("l1", "0", {.least = 0}, {"Factor of Σ|w|", "Σ|w|の係数"}),
                number("l2", "0", {.least = 0}, {"Factor of Σw²", "Σw²の係数"}),
                plain("biases", Kind::toggle, "false",
                      {"Whether biases count too", "バイアスも含めるか"})}),
         plain("weights", Kind::weights, "drawn",
               {"Weights set by hand at the start, by PyTorch's names: { \"0.weight\" = [[1, 1]], "
                "\"0.bias\" = [-1.5] }",
                "手で決める最初の重み。名前はPyTorchと同じ：{ \"0.weight\" = [[1, 1]], "
                "\"0.bias\" = [-1.5] }"})});
}

Key data_key() {
    Key data = table(
        "data", Kind::named, "moons; initializer lab: gaussian",
        {"Networks: what it is trained on", "ネットワーク：学習に使うデータ"},
        {plain("name", Kind::word, "moons",
               {"Generated data: tani list datasets", "生成するデータの名前（tani list datasets）"}),
         plain("file", Kind::word, "",
               {"Instead of a name: a CSV, IDX (MNIST), CIFAR-10 or NPY file, from the folder of "
                "this one",
                "名前の代わりに、CSV・IDX（MNIST）・CIFAR-10・NPYのファイル。このファイルの"
                "フォルダから見た場所"}),
         plain("labels", Kind::word, "",
               {"The file of the targets, of IDX and NPY", "目標値のファイル（IDXとNPY）"}),
         plain("target", Kind::words, "the last column",
               {"Of a CSV: the column or columns to learn", "CSVの目標の列"}),
         plain("inputs", Kind::words, "all others",
               {"Of a CSV: the columns to learn from", "CSVの入力の列"}),
         whole("limit", "0", {.least = 0, .most = 10'000'000},
               {"Of a file: only the first so many samples; 0 is all",
                "ファイルの最初の何件を使うか。0は全て"}),
         plain("standardize", Kind::toggle, "false",
               {"Inputs less their mean, over their standard deviation",
                "入力から平均を引き、標準偏差で割る"}),
         number("validation", "0.25", {.least = 0, .most = 0.9},
                {"The share held out for validation", "検証に回す割合"}),
         choice("split", "random", {"random", "time"},
                {"What is held out: samples drawn at random, or the last ones",
                 "検証データの選び方：無作為、または時間順の最後"}),
         whole("seed", "the run's", {.least = 0},
               {"Which random numbers, of the data and the split", "データと分割の乱数のシード"})});
    data.example = "moons";
    data.open = {"A parameter of the data: tani list datasets",
                 "データのパラメータ（tani list datasets）"};
    return data;
}

/// Of the network lab, and not to be changed on the way.
std::vector<Key> training_keys() {
    return of_lab("network", {
        number("epochs", "20", {.least = 0, .most = most_steps, .least_open = true},
               {"Networks, instead of steps: how often the training data are gone through",
                "ネットワーク：stepsの代わりに、訓練データを何周するか"}),
        network_key(),
        data_key(),
        choice("metric", "what suits the data",
               {"accuracy", "mean_absolute_error", "mean_squared_error"},
               {"Networks: a measure beside the loss",
                "ネットワーク：損失とともに測る指標"}),
        whole("measure_every", "1", {1, most_steps},
              {"Networks: epochs from one measurement on all data to the next",
               "ネットワーク：全データで測る間隔（エポック）"}),
        table("early_stopping", Kind::table, "none",
              {"Networks: marks where training would stop by itself; {} is none",
               "ネットワーク：早期終了する所に印を付ける。{}でなし"},
              {whole("patience", "10", {1, most_steps},
                     {"Measurements without a lower validation loss",
                      "検証損失が下がらない測定が何回続いたら終えるか"}),
               number("min_delta", "0", {.least = 0},
                      {"By how much it has to be lower", "どれだけ下がれば改善とみなすか"}),
               plain("end", Kind::toggle, "false",
                     {"Whether the run ends there", "そこで実行を終えるか"})}),
    });
}

Key wall_key() {
    Key key = table(
        "wall", Kind::table, "",
        {"Initializer lab: what is measured of every layer", "初期化のラボ：各層を測る条件"},
        {whole("samples", "1000", {1, 100'000},
               {"The first so many training samples go through the network",
                "ネットワークに通す訓練データの件数（先頭から）"}),
         whole("every", "about 100 measurements in all", {1, most_steps},
               {"Steps from one measurement to the next", "測る間隔（ステップ）"})});
    key.lab = "initializer";
    return key;
}

std::vector<Key> landscape_keys() {
    const auto names = [](const auto& list) {
        return std::vector<std::string>(list.begin(), list.end());
    };
    return of_lab("landscape", {
        table(
            "plane", Kind::table, "",
            {"Landscape lab: the plane, or the line, through the network's weights",
             "損失地形のラボ：重み空間の中の平面（または直線）"},
            {plain("file", Kind::word, "",
                   {"Instead of a network: losses that another program computed, as NPZ, NPY, HDF5 "
                    "(loss-landscape) or CSV, from the folder of this file",
                    "ネットワークの代わりに、他のプログラムで計算した損失のファイル（NPZ、NPY、"
                    "loss-landscapeのHDF5、CSV）。このファイルのフォルダから見た場所"}),
             plain("surface", Kind::word, "the first one",
                   {"Of such a file: which of its surfaces, as train_loss or test_acc",
                    "そのファイルのどの曲面か（train_loss、test_accなど）"}),
             plain("path", Kind::word, "the file's own",
                   {"Beside such a file: another one with the path that is laid over it, NPZ or HDF5",
                    "重ねて描く経路を持つ別のファイル（NPZまたはHDF5）"}),
             choice("directions", "random", names(direction_names),
                    {"What it goes through: random directions; the principal components of the run's "
                     "path, or of all runs' paths; the Hessian's first two eigenvectors; the gradient "
                     "and a random direction; the ends of two or three runs; the first two weights",
                     "平面の向き：ランダム、経路の主成分（pca）、全経路の主成分（joint_pca）、ヘッセ行列"
                     "の固有ベクトル、勾配とランダム、2〜3個の学習済みの重みの間（between）、最初の2つの"
                     "重み（weights）"}),
             choice("normalization", "filter", names(normalization_names),
                    {"How long random directions are: as the weights of each unit or channel, of each "
                     "layer, or as drawn",
                     "ランダムな方向の長さを何に合わせるか：ユニット・チャンネルごと、層ごと、合わせない"}),
             plain("biases", Kind::toggle, "false",
                   {"Whether random directions move biases and normalizations, too",
                    "ランダムな方向がバイアスや正規化の係数も動かすか"}),
             plain("at", Kind::moment, "final; of paths' components: mean",
                   {"Where its middle is: at the end of training, at a step, or in the mean of the "
                    "paths",
                    "平面の中心：学習の終わり、あるステップ、または経路の平均"}),
             whole("dimensions", "2", {1, 2}, {"2: a plane; 1: a line", "2なら平面、1なら直線"}),
             plain("shared", Kind::toggle, "joint_pca, between: true",
                   {"Whether all runs are on one plane, that of the first; else each has its own",
                    "全ての実行を1枚の平面（最初の実行のもの）に描くか。falseなら実行ごとに1枚"}),
             whole("points", "51", {3, 401}, {"Grid points along each side", "各辺の格子点の数"}),
             number("extent", "so that the paths are on it", {.least = 0, .least_open = true},
                    {"It reaches from −extent to extent along both directions",
                     "両方向とも −extent から extent まで"}),
             plain("x", Kind::pair, "from extent", {"From and to along the first direction",
                                                    "第1の方向の範囲"}),
             plain("y", Kind::pair, "from extent", {"From and to along the second direction",
                                                    "第2の方向の範囲"}),
             choice("measure", "loss", names(plane_height_names),
                    {"Its height: the loss, or the share of wrong answers",
                     "高さ：損失、または誤分類の割合"}),
             choice("data", "train", names(plane_data_names), 
                    {"On which data: for training, for validation, or the mini-batch of each update, "
                     "with which the surface moves",
                     "どのデータで測るか：学習用、検証用、または各更新のミニバッチ（曲面がバッチごとに"
                     "動く）"}),
             choice("statistics", "kept", names(statistics_names),
                    {"Of batch normalization: the running ones, or those of the data at each point",
                     "バッチ正規化の統計量：学習時の移動平均、または各点でデータから計算"}),
             plain("through", Kind::words, "the first runs",
                   {"Labels of the two or three runs whose ends it goes through, of between",
                    "betweenで通る2〜3個の実行のラベル"}),
             whole("seed", "0", {.least = 0},
                   {"Which random directions", "ランダムな方向のシード"}),
             whole("every", "about 200 points in all", {1, most_steps},
                   {"Steps from one point of the drawn path to the next",
                    "描く経路の点の間隔（ステップ）"})}),
        table("curvature", Kind::table, "none",
              {"Landscape lab: measures the largest eigenvalue of the Hessian along training",
               "損失地形のラボ：ヘッセ行列の最大固有値を学習中に測る"},
              {whole("every", "about 100 measurements in all", {1, most_steps},
                     {"Steps from one measurement to the next", "測る間隔（ステップ）"})}),
    });
}

Key changes_key() {
    std::vector<Key> keys = {
        whole("step", "", {0, most_steps},
              {"In force for the update step → step + 1 and after",
               "この番号のステップからの更新に効く"}),
        plain("reset", Kind::toggle, "false",
              {"Drops the rule's state (velocity, averages)",
               "更新則の内部状態（速度や平均）を捨てる"}),
    };
    append(keys, repeated(settings_keys()));
    keys.push_back(batch_key());
    keys.back().repeated = true;
    return table("changes", Kind::tables, "none",
                 {"What changes on the way: surface, optimizer, noise, stop, batch",
                  "途中で変える設定（surface、optimizer、noise、stop、batch）"},
                 std::move(keys));
}

std::vector<Key> run_settings_keys() {
    std::vector<Key> keys = {
        whole("steps", "200", {1, most_steps},
              {"Number of updates; N steps give N + 1 rows. Network lab: 20 epochs if not said; "
               "initializer lab: 20",
               "更新の回数（N回でN+1行）。既定はネットワークのラボでは20エポック、初期化のラボでは20"}),
        whole("seed", "0", {.least = 0}, {"Which random numbers", "乱数のシード"}),
        plain("start", Kind::pair, "the surface's",
              {"Where the runs start: [x, y]", "出発点 [x, y]"}),
    };
    keys.back().lab = "surface";
    append(keys, settings_keys());
    keys.push_back(batch_key());
    append(keys, training_keys());
    keys.push_back(wall_key());
    append(keys, landscape_keys());
    keys.push_back(changes_key());
    return keys;
}

Key runs_key() {
    std::vector<Key> keys = {
        text("label", {"Name of the run; by default the id of its rule, or in the initializer lab of its "
                       "initializer, made unique",
                       "実行の名前（既定は更新則の名前、初期化のラボでは初期値の名前）"}),
        plain("hidden", Kind::toggle, "false",
              {"Not drawn, and still recorded", "描かない（記録はする）"}),
    };
    append(keys, repeated(run_settings_keys()));
    return table("runs", Kind::tables, "one run",
                 {"The runs to compare: each says what differs from the keys above",
                  "比べる実行。それぞれ上の設定と違うところだけを書く"},
                 std::move(keys));
}

Key view_key() {
    const std::vector<std::string> heights = {"automatic", "linear", "log"};
    return table(
        "view", Kind::table, "", {"How it is shown", "見せ方"},
        {choice("show", "both", {"surface", "contours", "both"},
                {"3-D surface, contour map, or both", "3D曲面、等高線、または両方"}),
         choice("height", "automatic", heights, {"Scale of the height", "高さの目盛り"}),
         choice("loss_scale", "automatic", heights,
                {"Scale of the loss curves", "損失曲線の目盛り"}),
         choice("curves_over", "steps", {"steps", "evaluations", "rate", "epochs"},
                {"What the curves are drawn over: steps; evaluations of the surface (a value, a "
                 "gradient and a Hessian count one each); or the learning rate, as a range test "
                 "wants it",
                 "曲線の横軸：ステップ、関数評価の回数（値・勾配・ヘッセ行列を各1回と数える）、"
                 "または学習率（レンジテスト用）"}),
         number("smoothing", "0", {.least = 0, .most = 1, .most_open = true},
                {"Networks: the share of the past in the running mean of the mini-batch's loss",
                 "ネットワーク：ミニバッチの損失の移動平均に残す過去の割合"}),
         choice("weights", "weights", {"weights", "gradients"},
                {"Networks: what the lines of the drawn network are",
                 "ネットワーク：図のネットワークの線が表すもの"}),
         choice("cells", "both",
                {cell_names.begin(), cell_names.end()},
                {"Initializer lab: what the cells of the wall show; both: activations, with their "
                 "gradients mirrored below",
                 "初期化のラボ：各マスが示す量。bothは活性化関数の出力と、その勾配を上下に並べる"}),
         choice("cell_axes", "shared", {"shared", "own"},
                {"Initializer lab: whether cells of one kind have the same axis",
                 "初期化のラボ：同じ種類のマスで軸をそろえるか"}),
         list("panels", R"(["loss", "formula"])",
              {"loss", "distance", "grad_norm", "formula", "decision", "metric", "network", "norms",
               "table", "wall", "spread", "plane", "honesty", "sharpness"},
              {"What stands beside the figure; of the labs with networks, its parts",
               "図の横に置くもの。ネットワークを扱うラボでは図の部分"}),
         table("camera", Kind::table, "",
               {"Where the 3-D surface is seen from", "3D曲面を見る向き"},
               {number("azimuth", "35", {},
                       {"Degrees about the height axis", "高さ軸まわりの角度（度）"}),
                number("elevation", "30", {-90, 90},
                       {"Degrees above the ground", "見下ろす角度（度）"}),
                number("zoom", "1", {0.05, 50}, {"1 shows the whole surface", "1で曲面全体"})}),
         choice("paths", "markers", {"markers", "line"},
                {"A marker per step, or a line", "ステップごとの印、または線"}),
         whole("trail", "0", {0, most_steps},
               {"Steps drawn behind the head; 0 is all", "先頭の後ろに残すステップ数（0は全て）"}),
         list("arrows", R"(["update"])", {"gradient", "velocity", "update"},
              {"Arrows at the head of the selected run", "選択中の実行の先頭に描く矢印"}),
         plain("caption", Kind::toggle, "true", {"Whether the caption is shown", "説明文を出すか"}),
         whole("selected", "0", {.least = 0},
               {"The run whose formula and arrows are shown, from 0",
                "数式と矢印を出す実行の番号（0から）"}),
         choice("language", "the user's", {"en", "ja"}, {"Language of the figure", "図の言語"}),
         choice("theme", "the user's", {"dark", "light", "projector"}, {"Colours", "配色"})});
}

Key map_key() {
    std::vector<std::string> measure_ids;
    for (const MeasureName& name : measures()) measure_ids.emplace_back(name.id);
    Key key = table(
        "map", Kind::table, "none",
        {"A measure of the runs over the values of two keys, as tani sweep makes it",
         "2つのキーの値を変えて実行した結果の地図（tani sweepと同じ）"},
        {plain("x", Kind::axis, "", {"The key across and its values", "横軸のキーとその値"}),
         plain("y", Kind::axis, "", {"The key upwards and its values", "縦軸のキーとその値"}),
         choice("measure", "final_loss", std::move(measure_ids), {"What a cell shows", "各マスが示す量"}),
         choice("runs", "selected", {"selected", "all"},
                {"A map of the selected run, or of each shown run side by side",
                 "選択中の実行の地図、または表示中の全実行の地図を並べる"}),
         number("tolerance", "0.001", {.least = 0, .least_open = true},
                {"Of steps_to_tolerance in loss; of minimum as a share of the domain's diagonal",
                 "steps_to_toleranceでは損失の差、minimumでは定義域の対角線に対する割合"}),
         plain("theory", Kind::toggle, "true",
               {"Whether the theory of momentum on a quadratic is drawn over it",
                "2次関数でのモメンタムの理論を重ねるか"})});
    key.lab = "surface";
    return key;
}

Key film_key() {
    return table(
        "film", Kind::table, "", {"What an exported film shows", "書き出す動画の内容"},
        {plain("steps", Kind::whole_pair, "all", {"First and last step", "最初と最後のステップ"}),
         number("hold", "1", {0, 60}, {"Seconds on the last frame", "最後の画面を保つ秒数"}),
         number("fps", "30", {1, 120}, {"Frames a second", "1秒のコマ数"}),
         number("seconds", "from the steps", {.least = 0, .most = 3600, .least_open = true},
                {"Length of the whole film with its hold", "最後の静止を含む全体の秒数"})});
}

Key make_root() {
    std::vector<Key> keys = {
        plain("lab", Kind::word, "surface",
              {"Which lab: surface, network, initializer, landscape",
               "ラボの種類：surface、network、initializer、landscape"}),
        text("title", {"Title: a text, or { en, ja }", "題名（文字列、または { en, ja }）"}),
        text("caption", {"One sentence that says what is seen", "何が見えるかを一文で"}),
    };
    append(keys, run_settings_keys());
    keys.push_back(runs_key());
    keys.push_back(view_key());
    keys.push_back(map_key());
    keys.push_back(film_key());
    return table("", Kind::table, "", {}, std::move(keys));
}

std::string whole_text(const Bounds& bounds) {
    if (std::isfinite(bounds.most))
        return fmt::format("a whole number from {} to {}", bounds.least, bounds.most);
    return fmt::format("a whole number {}", bounds.text());
}

void flatten(const Key& table, const std::string& prefix, std::vector<KeyHelp>& out) {
    for (const Key& key : table.keys) {
        if (key.repeated) continue;
        const std::string path = prefix + key.name;
        out.push_back({path, expected(key), key.standard, key.help});
        if (key.kind == Kind::constants) {
            out.push_back({path + ".NAME", "a number", "", {"One constant", "定数の値"}});
        }
        flatten(key, path + (key.kind == Kind::tables ? ".N." : "."), out);
        if (!key.open.empty()) {
            const bool rule = key.name == "optimizer" || key.name == "inner";
            out.push_back({path + ".PARAMETER", rule ? "a number, or true or false" : "a number",
                           rule                     ? "the rule's"
                           : key.name == "schedule" ? "the schedule's"
                                                    : "what the name says",
                           key.open});
        }
    }
}

}  // namespace

const Key& root() {
    static const Key key = make_root();
    return key;
}

bool belongs(const Key& key, std::string_view lab) {
    return key.lab.empty() || key.lab == lab || (key.lab == "network" && trains_networks(lab));
}

const Key* find(const Key& table, std::string_view name) {
    for (const Key& key : table.keys) {
        if (key.name == name) return &key;
    }
    return nullptr;
}

std::vector<std::string> names(const Key& table) {
    std::vector<std::string> result;
    for (const Key& key : table.keys) result.push_back(key.name);
    return result;
}

std::string expected(const Key& key) {
    switch (key.kind) {
        case Kind::text:
            return R"(a text in quotes, or { en = "...", ja = "..." })";
        case Kind::word:
            return "a name in quotes";
        case Kind::formula:
            return R"(a formula in quotes, such as "x^2 + y^2")";
        case Kind::axis:
            return R"(a key with its values in quotes, such as "optimizer.lr=0.001:0.1:128:log")";
        case Kind::choice:
            return fmt::format("one of \"{}\"", fmt::join(key.choices, "\", \""));
        case Kind::list:
            return fmt::format("a list of \"{}\"", fmt::join(key.choices, "\", \""));
        case Kind::toggle:
            return "true or false";
        case Kind::number: {
            const std::string range = key.bounds.text();
            return range.starts_with("a ") ? range : "a number " + range;
        }
        case Kind::whole:
            return whole_text(key.bounds);
        case Kind::pair:
            return "two finite numbers, such as [-1, 2.5]";
        case Kind::whole_pair:
            return "two whole numbers from 0, the first not above the second, such as [0, 60]";
        case Kind::table:
            return "a table such as { " + (key.keys.empty() ? "" : key.keys.front().name) +
                   " = ... }";
        case Kind::named:
            return fmt::format(R"(a table such as {{ name = "{}" }}, or the name alone)",
                               key.example.empty() ? key.standard : key.example);
        case Kind::constants:
            return "a table of finite numbers, such as { a = 4 }";
        case Kind::tables:
            return "a list of tables";
        case Kind::layers:
            return R"(a list of layers, such as [{ dense = 16 }, "tanh", { dense = 1 }])";
        case Kind::layer:
            return R"(a name in quotes, or a table such as { leaky_relu = 0.1 })";
        case Kind::weights:
            return R"(a table of arrays of numbers, such as { "0.weight" = [[1, 1]] })";
        case Kind::words:
            return R"(a name in quotes, or a list of them)";
        case Kind::batch:
            return R"(a whole number from 1, or "all")";
        case Kind::moment:
            return R"(a step from 0, "final" or "mean")";
    }
    return "";
}

}  // namespace tani::schema

namespace tani {

std::span<const KeyHelp> experiment_keys() {
    static const std::vector<KeyHelp> keys = [] {
        std::vector<KeyHelp> result;
        schema::flatten(schema::root(), "", result);
        return result;
    }();
    return keys;
}

}  // namespace tani
